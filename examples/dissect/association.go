package main

import (
	"slices"
	"strings"
	"time"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/transport"
	"github.com/osi-go/osi/x25"
)

// An association is what two applications did on one connection: from a CR or CN, or an X.25 call,
// to the next one. Its JSON is the object of the member association: see docs/dissect.md.
type association struct {
	Channel            uint16                    `json:"channel,omitempty"`
	Begin              *time.Time                `json:"begin,omitempty"`
	End                *time.Time                `json:"end,omitempty"`
	FirstFrame         int                       `json:"firstFrame,omitempty"`
	LastFrame          int                       `json:"lastFrame,omitempty"`
	FirstLine          int                       `json:"firstLine,omitempty"`
	LastLine           int                       `json:"lastLine,omitempty"`
	Calling            party                     `json:"calling"`
	Called             party                     `json:"called"`
	Class              string                    `json:"class,omitempty"`
	TPDUSize           int                       `json:"tpduSize,omitempty"`
	SessionVersion     int                       `json:"sessionVersion,omitempty"`
	Units              []string                  `json:"units,omitempty"`
	Contexts           []presentationContext     `json:"contexts,omitempty"`
	ApplicationContext *identifier               `json:"applicationContext,omitempty"`
	Outcome            string                    `json:"outcome"`
	By                 string                    `json:"by,omitempty"`
	Reason             string                    `json:"reason,omitempty"`
	Counts             map[string]map[string]int `json:"counts,omitempty"`
	Data               bothSides                 `json:"data"`
	Errors             map[string]int            `json:"errors,omitempty"`
	Tolerated          []string                  `json:"tolerated,omitempty"`

	begun     [3]bool // a call, a CR, a CN has come
	confirmed [2]bool // a CALL-ACC, a CC has come
	units     session.FunctionalUnits
	tolerated osi.Tolerance
	release   osi.Direction // who sent the last FN
}

// Indices of association.begun and, of the first two, association.confirmed.
const (
	callBegun = iota
	transportBegun
	sessionBegun
)

// A party is one of the two: the one that asked for the association, or the other.
type party struct {
	Address           string `json:"address,omitempty"`
	X25               string `json:"x25,omitempty"`
	TSelector         string `json:"tSelector,omitempty"`
	SSelector         string `json:"sSelector,omitempty"`
	PSelector         string `json:"pSelector,omitempty"`
	AETitle           string `json:"aeTitle,omitempty"`
	RespondingAETitle string `json:"respondingAETitle,omitempty"`
	MTA               string `json:"mta,omitempty"`
}

// name is what says most of who it is.
func (p *party) name() string {
	for _, name := range []string{p.MTA, p.AETitle, p.RespondingAETitle, p.PSelector, p.SSelector, p.TSelector, p.X25} {
		if name != "" {
			return name
		}
	}
	return ""
}

// bothSides has a number for each side.
type bothSides struct {
	Initiator int `json:"initiator"`
	Responder int `json:"responder"`
}

func (s *bothSides) add(d osi.Direction, n int) {
	if d == osi.FromInitiator {
		s.Initiator += n
	} else {
		s.Responder += n
	}
}

type identifier struct {
	OID  string `json:"oid,omitempty"`
	Name string `json:"name,omitempty"`
}

func identify(o osi.OID) *identifier {
	if o.IsZero() {
		return nil
	}
	return &identifier{o.String(), o.Name()}
}

// text is the name, or the numbers.
func (i *identifier) text() string {
	switch {
	case i == nil:
		return ""
	case i.Name != "":
		return i.Name
	}
	return i.OID
}

type presentationContext struct {
	ID             int64       `json:"id"`
	AbstractSyntax *identifier `json:"abstractSyntax,omitempty"`
	// TransferSyntax is the one selected; until then the first proposed.
	TransferSyntax *identifier `json:"transferSyntax,omitempty"`
	Result         string      `json:"result,omitempty"`
}

// tracker is a sink that keeps what associations are made of, and reports each when it is over.
type tracker struct {
	report func(at *place, a *association)
	counts bool // of PDUs, too
}

// maxTracked is the number of X.25 logical channels of a connection that are tracked at a time.
const maxTracked = 4096

// of returns the association at hand; anew begins another one unless that has only begun.
func (t *tracker) of(at *place, channel uint16, anew bool) *association {
	c := at.conn
	a := c.tracked[channel]
	if a != nil && anew {
		t.done(at, a, "open")
		a = nil
	}
	if a == nil {
		if c.tracked == nil {
			c.tracked = map[uint16]*association{}
		}
		if !anew && len(c.order) >= maxTracked {
			t.done(at, c.tracked[c.order[0]], "open")
			delete(c.tracked, c.order[0])
			c.order = c.order[1:]
		}
		if c.tracked[channel] == nil {
			c.order = append(c.order, channel)
		}
		a = &association{Channel: channel, FirstFrame: at.frame, FirstLine: at.line, Begin: moment(at.time)}
		a.Calling.Address, a.Called.Address = c.ends[osi.FromInitiator], c.ends[osi.FromResponder]
		c.tracked[channel] = a
	}
	a.LastFrame, a.LastLine = at.frame, at.line
	if !at.time.IsZero() {
		if a.End == nil {
			a.End = new(time.Time)
		}
		*a.End = at.time
	}
	return a
}

func moment(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	return &t
}

// done completes an association and reports it.
func (t *tracker) done(at *place, a *association, how string) {
	if a.Outcome == "" {
		a.Outcome = how
	}
	a.Units = list(a.units.String(), a.units != 0)
	a.Tolerated = list(a.tolerated.String(), a.tolerated != 0)
	t.report(at, a)
}

func list(names string, present bool) []string {
	if !present {
		return nil
	}
	return slices.Collect(strings.SplitSeq(names, ","))
}

// end reports what is left of a connection.
func (t *tracker) end(at *place, how string) {
	for _, channel := range at.conn.order {
		t.done(at, at.conn.tracked[channel], how)
	}
	at.conn.tracked, at.conn.order = nil, nil
}

func (t *tracker) note(*place, osi.Direction, string) {}

// data notes n data units that were not decoded.
func (t *tracker) data(at *place, d osi.Direction, n int) { t.of(at, 0, false).Data.add(d, n) }

func (t *tracker) event(at *place, e *stack.Event) {
	if at.skip == 0 && (e.Layer == osi.LAPB || e.Layer == osi.X25 && e.Channel == 0) {
		return // of the link, not of a connection
	}
	before := at.conn.tracked[e.Channel]
	a := t.of(at, e.Channel, before != nil && before.endsBefore(e.PDU))
	if before != nil && a != before {
		a.follow(before, e.PDU)
	}
	a.tolerated |= e.Tolerated
	if t.counts {
		a.count(e)
	}
	switch {
	case e.Err != nil:
		a.fault(e.Err)
	case e.PDU == nil:
		a.Data.add(e.Dir, 1)
	default:
		a.see(e.Dir, e.PDU)
	}
}

// endsBefore reports whether a PDU begins another association.
func (a *association) endsBefore(p stack.PDU) bool {
	switch p.(type) {
	case *x25.CallRequest:
		return a.begun != [3]bool{}
	case *transport.ConnectionRequest:
		return a.begun[transportBegun]
	case *session.Connect:
		return a.begun[sessionBegun]
	}
	return false
}

// follow takes over from the association before what holds for the call and, behind p being a CN,
// for the transport connection.
func (a *association) follow(before *association, p stack.PDU) {
	if _, anew := p.(*x25.CallRequest); anew {
		return
	}
	a.Calling.X25, a.Called.X25 = before.Calling.X25, before.Called.X25
	a.begun[callBegun], a.confirmed[callBegun] = before.begun[callBegun], before.confirmed[callBegun]
	if _, anew := p.(*session.Connect); anew {
		a.Calling.TSelector, a.Called.TSelector = before.Calling.TSelector, before.Called.TSelector
		a.Class, a.TPDUSize = before.Class, before.TPDUSize
		a.begun[transportBegun], a.confirmed[transportBegun] = before.begun[transportBegun], before.confirmed[transportBegun]
	}
}

// count counts a PDU, or data that no layer decodes.
func (a *association) count(e *stack.Event) {
	if e.Err != nil || e.PDU == nil {
		return
	}
	layer := e.Layer.String()
	if a.Counts == nil {
		a.Counts = map[string]map[string]int{}
	}
	if a.Counts[layer] == nil {
		a.Counts[layer] = map[string]int{}
	}
	a.Counts[layer][e.PDU.String()]++
}

func (a *association) fault(err *osi.Error) {
	if a.Errors == nil {
		a.Errors = map[string]int{}
	}
	if err.Rule != nil {
		a.Errors[err.ID]++
	}
}
