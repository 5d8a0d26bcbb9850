package identity

import (
	"container/list"
	"sync"
)

// recent remembers the values of the keys used last, at most so many: strangers must not be able to fill the memory.
type recent[K comparable, V any] struct {
	mu    sync.Mutex
	most  int
	order *list.List // of pair, the latest in front
	at    map[K]*list.Element
}

type pair[K comparable, V any] struct {
	key   K
	value V
}

func newRecent[K comparable, V any](most int) *recent[K, V] {
	return &recent[K, V]{most: most, order: list.New(), at: map[K]*list.Element{}}
}

func (r *recent[K, V]) of(key K) (V, bool) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if e, ok := r.at[key]; ok {
		return e.Value.(*pair[K, V]).value, true
	}
	var zero V
	return zero, false
}

func (r *recent[K, V]) put(key K, value V) {
	r.edit(key, func(v *V) { *v = value })
}

// edit gives the value, a zero one for a new key, to f, which runs alone and must not call back.
func (r *recent[K, V]) edit(key K, f func(*V)) {
	r.mu.Lock()
	defer r.mu.Unlock()
	e, ok := r.at[key]
	if ok {
		r.order.MoveToFront(e)
	} else {
		e = r.order.PushFront(&pair[K, V]{key: key})
		r.at[key] = e
	}
	f(&e.Value.(*pair[K, V]).value)
	for r.order.Len() > r.most {
		last := r.order.Back()
		r.order.Remove(last)
		delete(r.at, last.Value.(*pair[K, V]).key)
	}
}
