package main

import (
	"flag"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/stack"
)

// A filter says what is shown. The zero filter shows everything.
type filter struct {
	layers []osi.Layer
	pdus   []string // abbreviations, in any case
	conns  []int

	shown, hidden map[string]bool // abbreviations of PDUs, where there are pdus
}

// event reports whether an event is shown.
func (f *filter) event(e *stack.Event) bool {
	if f.layers != nil && !slices.Contains(f.layers, e.Layer) {
		return false
	}
	if f.pdus == nil {
		return true
	}
	name := ""
	switch {
	case e.Err != nil:
		name = e.Err.PDU
	case e.PDU != nil:
		name = e.PDU.String()
	}
	at := slices.IndexFunc(f.pdus, func(p string) bool { return strings.EqualFold(p, name) })
	if f.shown == nil {
		f.shown, f.hidden = map[string]bool{}, map[string]bool{}
	}
	if at < 0 {
		f.hidden[name] = true
		return false
	}
	f.shown[f.pdus[at]] = true
	return true
}

// missed says which of the pdus there were none of, and what there was instead; empty: that need
// not be said.
func (f *filter) missed() string {
	missing := slices.DeleteFunc(slices.Clone(f.pdus), func(p string) bool { return f.shown[p] })
	delete(f.hidden, "")
	if len(missing) == 0 || len(f.hidden) == 0 {
		return ""
	}
	return fmt.Sprintf("no %s, but %s", strings.Join(missing, ", "), strings.Join(slices.Sorted(maps.Keys(f.hidden)), ", "))
}

// all reports whether no PDU is left out.
func (f *filter) all() bool { return f.layers == nil && f.pdus == nil }

func (f *filter) conn(number int) bool { return f.conns == nil || slices.Contains(f.conns, number) }

// filtered gives to a sink what the filter shows of PDUs and faults; notes only where it shows all.
type filtered struct {
	sink
	filter *filter
}

func (f *filtered) event(at *place, e *stack.Event) {
	if f.filter.event(e) {
		f.sink.event(at, e)
	}
}

func (f *filtered) note(at *place, d osi.Direction, text string) {
	if f.filter.all() {
		f.sink.note(at, d, text)
	}
}

// listFlag defines a flag that is a list with commas, whose words parse reads. The first one
// replaces what is in to, and further ones add to it.
func listFlag[T any](f *flag.FlagSet, to *[]T, name, usage string, parse func(word string) (T, error)) {
	given := false
	f.Func(name, usage, func(list string) error {
		if !given {
			*to, given = nil, true
		}
		for word := range strings.SplitSeq(list, ",") {
			if word == "" {
				continue
			}
			v, err := parse(word)
			if err != nil {
				return err
			}
			*to = append(*to, v)
		}
		return nil
	})
}

func layer(word string) (l osi.Layer, err error) {
	if l.UnmarshalText([]byte(word)) != nil {
		err = fmt.Errorf("unknown layer %q", word)
	}
	return l, err
}

func abbreviation(word string) (string, error) { return word, nil }

func connNumber(word string) (int, error) {
	n, err := strconv.Atoi(word)
	if err != nil || n < 1 {
		return 0, fmt.Errorf("bad connection number %q", word)
	}
	return n, nil
}

func port(word string) (uint16, error) {
	n, err := strconv.ParseUint(word, 10, 16)
	if err != nil {
		return 0, fmt.Errorf("bad port %q", word)
	}
	return uint16(n), nil
}
