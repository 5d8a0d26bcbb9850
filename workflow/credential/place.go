package credential

import (
	"crypto/sha256"
	"encoding/binary"
)

// Place is where the status of a certificate stands: in which list, and where in it. The first place of a list is never given,
// so that 0 is no place.
type Place uint32

// Every list has so many places, whether they are given or not, so it does not tell how many are. Packed it is longer the more of them
// are not valid, which whoever reads it can count.
const (
	listBits = 20
	Places   = 1 << listBits
)

// List is the number of the list.
func (p Place) List() int { return int(p >> listBits) }

// index is the place within its list.
func (p Place) index() int { return int(p & (Places - 1)) }

func (p Place) valid() bool { return p.index() != 0 }

// PlaceOf scatters the n-th certificate, counted from 1, over its list: no two have the same place, and without the secret nobody can
// tell from a place which of the certificates of its list it is, nor when among them it was given. Lists are filled one after the
// other, so that the number of its list does tell among which 2^20 it was.
func PlaceOf(n int64, secret [32]byte) Place {
	const perList = Places - 1
	list, at := uint32((n-1)/perList), uint32((n-1)%perList+1)
	for at = scatter(at, list, secret); at == 0; { // the first place is passed over
		at = scatter(at, list, secret)
	}
	return Place(list<<listBits | at)
}

// scatterRounds is what FF1 (NIST SP 800-38G) takes for a network of the same make.
const scatterRounds = 10

// scatter permutes the places of a list: a Feistel network whose rounds are SHA-256 of the secret, the list, the round and a half.
func scatter(at, list uint32, secret [32]byte) uint32 {
	const half = listBits / 2
	left, right := at>>half, at&(1<<half-1)
	keyed := append(binary.BigEndian.AppendUint32(secret[:], list), make([]byte, 8)...) // always as long: SHA-256 is a keyed function of it
	for round := range uint32(scatterRounds) {
		binary.BigEndian.PutUint32(keyed[len(keyed)-8:], round)
		binary.BigEndian.PutUint32(keyed[len(keyed)-4:], right)
		sum := sha256.Sum256(keyed)
		left, right = right, left^binary.BigEndian.Uint32(sum[:])&(1<<half-1)
	}
	return left<<half | right
}
