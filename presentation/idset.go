package presentation

import "sort"

// An idSet finds an identifier that occurs twice in a list. Rising identifiers, which nearly all
// lists have, cost one comparison each; work is linear in any order.
type idSet struct {
	most   int64
	filled int // how many of the list are in seen
	seen   map[int64]struct{}
}

// fewIDs is the length of a list up to which it is searched from its front.
const fewIDs = 32

func (s *idSet) reset() {
	s.most, s.filled = 0, 0
	clear(s.seen)
}

// repeatsID reports whether the identifier of the last item in list is that of one before it. It
// must be called for each item in turn, from the first.
func repeatsID[T any](s *idSet, list []T, id func(*T) int64) bool {
	last := len(list) - 1
	v := id(&list[last])
	if v > s.most {
		s.most = v
		return false
	}
	if last < fewIDs {
		for i := range list[:last] {
			if id(&list[i]) == v {
				return true
			}
		}
		return false
	}
	if s.seen == nil {
		s.seen = map[int64]struct{}{}
	}
	for ; s.filled < last; s.filled++ {
		s.seen[id(&list[s.filled])] = struct{}{}
	}
	_, ok := s.seen[v]
	return ok
}

// checkDifferent refuses a list in which an identifier occurs again.
func checkDifferent[T any](pdu string, list []T, id func(*T) int64) error {
	var s idSet
	for i := range list {
		if repeatsID(&s, list[:i+1], id) {
			return fail(ruleContextDuplicate, pdu, 0, int(id(&list[i])), 0)
		}
	}
	return nil
}

func (c *Context) id() int64     { return c.ID }
func (n *ContextName) id() int64 { return n.ID }

func plainID(v *int64) int64 { return *v }

// A contextIndex finds contexts in a Context-list by their identifiers.
type contextIndex struct {
	list   []Context
	rising bool
	at     map[int64]int // of a long list that does not rise
}

func indexContexts(list []Context) contextIndex {
	x := contextIndex{list: list, rising: true}
	for i := 1; i < len(list) && x.rising; i++ {
		x.rising = list[i-1].ID < list[i].ID
	}
	if !x.rising && len(list) > fewIDs {
		x.at = make(map[int64]int, len(list))
		for i := range list {
			x.at[list[i].ID] = i
		}
	}
	return x
}

// find returns the context with the identifier id; nil when there is none.
func (x *contextIndex) find(id int64) *Context {
	switch {
	case x.at != nil:
		if i, ok := x.at[id]; ok {
			return &x.list[i]
		}
		return nil
	case x.rising && len(x.list) > fewIDs:
		if i := sort.Search(len(x.list), func(i int) bool { return x.list[i].ID >= id }); i < len(x.list) && x.list[i].ID == id {
			return &x.list[i]
		}
		return nil
	}
	for i := range x.list {
		if x.list[i].ID == id {
			return &x.list[i]
		}
	}
	return nil
}
