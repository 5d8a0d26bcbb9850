package db

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"

	"gorm.io/gorm"

	"shenpi/workflow/trail"
)

// mergeLock is the advisory lock of the one merger.
const mergeLock = 0x5348_454e_0002

// maxMerge bounds how much one merge takes at a time.
const maxMerge = 10_000

type positionRow struct {
	Position int64 `gorm:"primaryKey;autoIncrement:false"`
	Stream   string
	Number   int64
}

func (positionRow) TableName() string { return "log_position" }

type tileRow struct {
	Level int
	Idx   int64
	Width int
	Data  []byte
}

func (tileRow) TableName() string { return "log_tile" }

type treeRow struct {
	ID   int `gorm:"primaryKey;autoIncrement:false"`
	Size int64
	Root []byte
}

func (treeRow) TableName() string { return "log_tree" }

var entryColumns = []column{{"stream", "text"}, {"number", "bigint"}}

func (r unmergedRow) values() []any { return []any{r.Stream, r.Number} }

// Merge takes up to max entries that wait into the log: their order is that of streams and numbers, their positions
// follow the last one without a gap. It says how many it took; fewer than max were all that waited. Where another replica is
// merging just now, it waits for that: what it was killed in may still be under way in the database. An entry whose transaction
// is still open is not seen and taken by a later merge, whatever its number.
func (d *DB) Merge(ctx context.Context, max int) (merged int, err error) {
	var done atomic.Int64 // the writer may still work when a caller who was cancelled has gone
	err = d.update(ctx, func(tx *gorm.DB) error {
		n, err := d.merge(tx, min(max, maxMerge))
		done.Store(int64(n))
		return err
	})
	if err != nil {
		return 0, fmt.Errorf("merge entries into the log: %w", err)
	}
	return int(done.Load()), nil
}

func (d *DB) merge(tx *gorm.DB, max int) (int, error) {
	if d.kind == postgresKind {
		if err := tx.Exec("SELECT pg_advisory_xact_lock(?)", int64(mergeLock)).Error; err != nil {
			return 0, err
		}
	}
	var waiting []struct {
		Stream string
		Number int64
		Hash   []byte
	}
	err := tx.Table("unmerged u").Select("u.stream, u.number, e.hash").
		Joins("JOIN entry e ON e.stream = u.stream AND e.number = u.number").
		Order("u.stream, u.number").Limit(max).Find(&waiting).Error
	if err != nil || len(waiting) == 0 {
		return 0, err
	}
	tree, err := readTree(tx)
	if err != nil {
		return 0, err
	}
	leaves := make([]trail.Hash, len(waiting))
	positions := make([]positionRow, len(waiting))
	taken := make([]unmergedRow, len(waiting))
	for i, w := range waiting {
		leaves[i] = hashOf(w.Hash)
		positions[i] = positionRow{tree.Size + int64(i), w.Stream, w.Number}
		taken[i] = unmergedRow{w.Stream, w.Number}
	}
	tree, grown, err := trail.Append(tree, tiles{tx, d.kind}, leaves)
	if err != nil {
		return 0, err
	}
	rows := make([]tileRow, len(grown))
	for i, t := range grown {
		rows[i] = tileRow{t.Level, t.Index, t.Width, t.Data}
	}
	where, args := among(d.kind, entryColumns, taken, unmergedRow.values)
	return len(waiting), errors.Join(
		insert(tx, positions),
		put(tx, rows, []string{"level", "idx"}),
		put(tx, []treeRow{{1, tree.Size, tree.Root[:]}}, []string{"id"}),
		tx.Where(where, args...).Delete(&unmergedRow{}).Error,
	)
}

func readTree(tx *gorm.DB) (trail.Tree, error) {
	var r treeRow
	err := tx.Where("id = 1").Take(&r).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return trail.Tree{}, nil
	}
	if err != nil {
		return trail.Tree{}, fmt.Errorf("read the tree: %w", err)
	}
	return trail.Tree{Size: r.Size, Root: hashOf(r.Root)}, nil
}

// Unmerged counts the entries that wait to be merged into the log.
func (d *DB) Unmerged(ctx context.Context) (int, error) {
	var n int64
	if err := d.reader(ctx).Model(&unmergedRow{}).Count(&n).Error; err != nil {
		return 0, fmt.Errorf("count the entries that wait: %w", err)
	}
	return int(n), nil
}

// Tree is the log as merged.
func (d *DB) Tree(ctx context.Context) (trail.Tree, error) { return readTree(d.reader(ctx)) }

// Tiles reads the tiles of the log.
func (d *DB) Tiles(ctx context.Context) trail.TileReader { return tiles{d.reader(ctx), d.kind} }

type tiles struct {
	tx   *gorm.DB
	kind kind
}

// ReadTiles is trail.TileReader's.
func (t tiles) ReadTiles(ids []trail.TileID) ([]trail.Tile, error) {
	found := make([]trail.Tile, len(ids))
	place := make(map[trail.TileID]int, len(ids))
	for i, id := range ids {
		found[i].TileID = id
		place[id] = i
	}
	for from := 0; from < len(ids); from += chunk {
		part := ids[from:min(from+chunk, len(ids))]
		where, args := among(t.kind, []column{{"level", "bigint"}, {"idx", "bigint"}}, part,
			func(id trail.TileID) []any { return []any{int64(id.Level), id.Index} })
		var rows []tileRow
		if err := t.tx.Where(where, args...).Find(&rows).Error; err != nil {
			return nil, fmt.Errorf("read tiles: %w", err)
		}
		for _, r := range rows {
			id := trail.TileID{Level: r.Level, Index: r.Idx}
			found[place[id]] = trail.Tile{TileID: id, Width: r.Width, Data: r.Data}
		}
	}
	return found, nil
}
