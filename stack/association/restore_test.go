package association_test

import (
	"fmt"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/stack/association"
)

// restoring returns a pair whose association, of contexts 1 and 3, has context management and
// restoration.
func restoring(t *testing.T, units session.FunctionalUnits, first uint64) *pair {
	t.Helper()
	const both = presentation.ContextManagement | presentation.ContextRestoration
	p := newPair(association.Config{})
	p.hear = func(end int, ev association.Event) {
		switch ev.(type) {
		case *association.Connecting:
			must(t, p.ends[end].Accept())
		case *association.Requested:
			one := presentation.Result{TransferSyntax: presentation.BasicEncoding()}
			must(t, p.ends[end].Accept(&presentation.ConnectAccept{Results: []presentation.Result{one, one}, Requirements: both}))
		}
	}
	pdus := request(units | session.FUTypedData)
	pdus[2] = &presentation.Connect{Contexts: association.Contexts(mms), Requirements: both}
	if cn, _ := pdus[1].(*session.Connect); first > 0 {
		cn.InitialSerial = session.Serial(first)
	}
	must(t, p.ends[0].Open(pdus...))
	must(t, p.settle())
	return p
}

// TestRestoration has the defined context set at a synchronization point, X.226 6.10.2: it is
// stored with the point, and a resynchronization to the point restores it. An abandon leaves it as
// it is.
func TestRestoration(t *testing.T) {
	t.Parallel()
	const units = session.FUDuplex | session.FUMinorSynchronize | session.FUMajorSynchronize | session.FUResynchronize
	for name, c := range map[string]struct {
		kind   session.ResyncType
		serial uint64 // the point before it is restored
		major  bool   // the second point is a major one
		want   string
	}{
		"minor, restart behind the first":  {session.ResyncRestart, 8, false, "[1 3]"},
		"minor, restart behind the second": {session.ResyncRestart, 9, false, "[1 3 5]"},
		"minor, restart before the first":  {session.ResyncRestart, 7, false, "[1 3]"},
		"minor, set behind the first":      {session.ResyncSet, 8, false, "[1 3]"},
		"minor, set far behind":            {session.ResyncSet, 20, false, "[1 3 5 7]"},
		"minor, abandon":                   {session.ResyncAbandon, 9, false, "[1 3 5 7]"},
		"major, restart behind the second": {session.ResyncRestart, 9, true, "[1 3 5]"},
		"major, abandon":                   {session.ResyncAbandon, 9, true, "[1 3 5 7]"},
	} {
		p := restoring(t, units, 7)
		alter := func(id int64) {
			t.Helper()
			must(t, p.ends[0].Send(&session.TypedData{}, &presentation.AlterContext{Additions: []presentation.Context{{ID: id, AbstractSyntax: other, TransferSyntaxes: []osi.OID{presentation.BasicEncoding()}}}}))
			must(t, p.settle())
			must(t, p.ends[1].Send(&session.TypedData{}, &presentation.AlterContextAcknowledge{Additions: []presentation.Result{{TransferSyntax: presentation.BasicEncoding()}}}))
			must(t, p.settle())
		}
		must(t, p.ends[0].Send(&session.MinorSyncPoint{}))
		must(t, p.settle())
		alter(5)
		if c.major {
			must(t, p.ends[0].Send(&session.MajorSyncPoint{}))
			must(t, p.settle())
			must(t, p.ends[1].Send(&session.MajorSyncAck{}))
		} else {
			must(t, p.ends[0].Send(&session.MinorSyncPoint{}))
		}
		must(t, p.settle())
		alter(7)
		rs := &session.Resynchronize{Resync: session.Resync{ResyncType: osi.Some(c.kind)}}
		if rs.Serial = session.Serial(c.serial); c.kind == session.ResyncAbandon {
			rs.Serial = nil
		}
		must(t, p.ends[0].Send(rs))
		must(t, p.settle())
		must(t, p.ends[1].Send(&session.ResynchronizeAck{}))
		must(t, p.settle())
		for end, a := range p.ends {
			if got := idsOf(a); got != c.want {
				t.Errorf("%s: end %d: %s, want %s", name, end, got, c.want)
			}
		}
	}
}

func idsOf(a *association.Association) string {
	var ids []int64
	set := a.Contexts()
	for c := range set.All() {
		ids = append(ids, c.ID)
	}
	return fmt.Sprint(ids)
}

// An activity that is resumed has the set of the point that it is resumed at, X.226 6.10.2.6; a new
// one that between activities, 6.10.2.5. A point is one of its activity, and of one that was
// interrupted: with its end, or when it is discarded, the points are gone.
func TestActivityRestoration(t *testing.T) {
	t.Parallel()
	const (
		interrupted = iota
		discarded
		ended
		endedData
	)
	resumed := func(activity byte, serial uint64) *session.ActivityResume {
		return &session.ActivityResume{Activity: []byte{2}, OldActivity: []byte{activity}, Serial: session.Serial(serial)}
	}
	elsewhere := func(r session.References) *session.ActivityResume {
		ar := resumed(1, 1)
		ar.Connection = r
		return ar
	}
	for name, c := range map[string]struct {
		ends   int
		begins session.SPDU
		want   string
	}{
		"resumed at its point":        {interrupted, resumed(1, 1), "[1 3 5]"},
		"resumed at its second point": {interrupted, resumed(1, 2), "[1 3 5 7]"},
		"another is resumed":          {interrupted, resumed(9, 1), "[1 3]"},
		"of another connection":       {interrupted, elsewhere(session.References{Calling: []byte{1}}), "[1 3]"},
		"of another connection's end": {interrupted, elsewhere(session.References{Called: []byte{1}}), "[1 3]"},
		"begun":                       {interrupted, &session.ActivityStart{Activity: []byte{2}}, "[1 3]"},
		"resumed, discarded":          {discarded, resumed(1, 1), "[1 3]"},
		"resumed, ended":              {ended, resumed(1, 1), "[1 3]"},
		"resumed, ended with data":    {endedData, resumed(1, 1), "[1 3]"},
	} {
		p := restoring(t, session.FUHalfDuplex|session.FUMinorSynchronize|session.FUActivityManagement, 0)
		ber := []osi.OID{presentation.BasicEncoding()}
		alter := func(id int64) {
			t.Helper()
			must(t, p.ends[0].Send(&session.TypedData{}, &presentation.AlterContext{Additions: []presentation.Context{{ID: id, AbstractSyntax: other, TransferSyntaxes: ber}}}))
			must(t, p.settle())
			must(t, p.ends[1].Send(&session.TypedData{}, &presentation.AlterContextAcknowledge{Additions: []presentation.Result{{TransferSyntax: ber[0]}}}))
			must(t, p.settle())
		}
		step := func(end int, pdu session.SPDU) {
			t.Helper()
			must(t, p.ends[end].Send(pdu))
			must(t, p.settle())
		}
		step(0, &session.ActivityStart{Activity: []byte{1}})
		alter(5)
		step(0, &session.MinorSyncPoint{})
		alter(7)
		step(0, &session.MinorSyncPoint{})
		alter(9)
		switch c.ends {
		case interrupted:
			step(0, &session.ActivityInterrupt{})
			step(1, &session.ActivityInterruptAck{})
		case discarded:
			step(0, &session.ActivityDiscard{})
			step(1, &session.ActivityDiscardAck{})
		case ended:
			step(0, &session.ActivityEnd{})
			step(1, &session.MajorSyncAck{}) // an AEA
		case endedData:
			step(0, &session.ActivityEnd{})
			must(t, p.ends[1].Send(&session.MajorSyncAck{}, &stack.Value{AbstractSyntax: mms, Octets: []byte{5, 0}}))
			must(t, p.settle())
		}
		for end, a := range p.ends {
			if got := idsOf(a); got != "[1 3]" {
				t.Errorf("%s: end %d: %s between activities", name, end, got)
			}
		}
		step(0, c.begins)
		for end, a := range p.ends {
			if got := idsOf(a); got != c.want {
				t.Errorf("%s: end %d: %s, want %s", name, end, got, c.want)
			}
		}
	}
}
