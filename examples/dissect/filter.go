package main

import (
	"fmt"
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
	return slices.ContainsFunc(f.pdus, func(p string) bool { return strings.EqualFold(p, name) })
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

// each calls f for the words of a list with commas.
func each(list string, f func(word string) error) error {
	for word := range strings.SplitSeq(list, ",") {
		if word == "" {
			continue
		}
		if err := f(word); err != nil {
			return err
		}
	}
	return nil
}

func (f *filter) setLayers(list string) error {
	return each(list, func(word string) error {
		var l osi.Layer
		if err := l.UnmarshalText([]byte(word)); err != nil {
			return fmt.Errorf("unknown layer %q", word)
		}
		f.layers = append(f.layers, l)
		return nil
	})
}

func (f *filter) setPDUs(list string) error {
	return each(list, func(word string) error {
		f.pdus = append(f.pdus, word)
		return nil
	})
}

func (f *filter) setConns(list string) error {
	return each(list, func(word string) error {
		n, err := strconv.Atoi(word)
		if err != nil || n < 1 {
			return fmt.Errorf("bad connection number %q", word)
		}
		f.conns = append(f.conns, n)
		return nil
	})
}
