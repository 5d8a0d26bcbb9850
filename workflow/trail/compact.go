package trail

import (
	"crypto/sha256"
	"iter"

	"golang.org/x/mod/sumdb/tlog"
)

// MaxSize is the size above which a tree is refused: no log comes near it, and arithmetic on it cannot overflow.
const MaxSize = 1 << 48

// Tree is a Merkle tree over all entries of the log (RFC 6962).
type Tree struct {
	Size int64 `json:"size"`
	Root Hash  `json:"root"` // at size 0 the hash of nothing; its zero value is taken for it
}

// Has says whether a position is in the tree.
func (t Tree) Has(position int64) bool { return position >= 0 && position < t.Size }

var emptyRoot Hash = sha256.Sum256(nil)

// RootOf computes the tree over leaves (the hashes of entries in the order of their positions) in constant memory.
func RootOf(leaves iter.Seq2[Hash, error]) (Tree, error) {
	var c compact
	for leaf, err := range leaves {
		if err != nil {
			return Tree{}, err
		}
		c.push(leaf, nil)
	}
	return c.tree(), nil
}

// compact is the right border of a growing tree: the roots of its perfect subtrees, the largest first.
type compact struct {
	size  int64
	nodes []Hash
}

// push adds a leaf and calls visit, unless nil, for every node of the tree it completes, from below.
func (c *compact) push(h Hash, visit func(level int, index int64, h Hash)) {
	n, level := c.size, 0
	for ; ; n, level = n>>1, level+1 {
		if visit != nil {
			visit(level, n, h)
		}
		if n&1 == 0 {
			break
		}
		last := len(c.nodes) - 1
		h = tlog.NodeHash(c.nodes[last], h)
		c.nodes = c.nodes[:last]
	}
	c.nodes = append(c.nodes, h)
	c.size++
}

func (c *compact) root() Hash {
	if c.size == 0 {
		return emptyRoot
	}
	last := len(c.nodes) - 1
	h := c.nodes[last]
	for last--; last >= 0; last-- {
		h = tlog.NodeHash(c.nodes[last], h)
	}
	return h
}

func (c *compact) tree() Tree { return Tree{Size: c.size, Root: c.root()} }
