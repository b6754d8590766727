package main

import (
	"bytes"
	"cmp"
	"fmt"
	"io"
	"net"
	"strings"
	"time"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/dump"
	"github.com/osi-go/osi/rtse"
	"github.com/osi-go/osi/session/spm"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/stack/association"
)

// A report prints what the layers answer.
type report struct {
	w     io.Writer
	since time.Time
	took  func(time.Duration) string // how a time is printed
	quiet bool
}

// elapsed returns the time since the last request, and begins anew.
func (r *report) elapsed() string {
	now := time.Now()
	d := now.Sub(r.since)
	r.since = now
	return r.took(d)
}

// pdu prints what a layer says.
func (r *report) pdu(l osi.Layer, p stack.PDU, what string) {
	fmt.Fprintf(r.w, "%-13s%-5s%s\n", l, p, what)
	if !r.quiet {
		_, fields, _ := bytes.Cut(dump.AppendText(nil, &stack.Event{Layer: l, PDU: p}, nil), []byte("\n"))
		_, _ = r.w.Write(fields)
	}
}

// ping opens the association, releases it and returns the exit code.
func ping(conn net.Conn, s *settings, w io.Writer) int {
	r := &report{w: w, took: milliseconds, quiet: s.quiet}
	if s.took != nil {
		r.took = s.took
	}
	a := association.New(osi.FromInitiator, association.Config{Tolerate: s.tolerate})
	if err := a.Open(s.request()...); err != nil {
		fmt.Fprintf(w, "the request cannot be sent: %v\n", err)
		return exitUsage
	}
	code := exitOther
	r.since = time.Now()
	drive(conn, a, s.timeout, func(ev association.Event) {
		code = r.event(a, ev, code)
	}, func() {
		fmt.Fprintf(w, "no answer to %s in %v\n", asked(a), s.timeout)
		code = exitTime
	})
	return code
}

// requests are in words, by the state of the session layer that waits for the answer.
var requests = map[spm.State]string{
	spm.STA02A: "the connect request of session (CN)", spm.STA02B: "the connect request of session (CN)", spm.STA03: "the release request (FN)",
}

// asked names the request that the peer has not answered.
func asked(a *association.Association) string {
	return cmp.Or(requests[a.Session().State()], "the connect request of transport (CR)")
}

func milliseconds(d time.Duration) string {
	return fmt.Sprintf("in %.2f ms", float64(d.Microseconds())/1000)
}

// event prints an event and returns the exit code so far.
func (r *report) event(a *association.Association, ev association.Event, code int) int {
	switch ev := ev.(type) {
	case *association.Connected:
		r.pdu(osi.Transport, ev.CC, "confirmed "+r.elapsed())
		fmt.Fprintf(r.w, "    TPDUs of at most %d octets\n", ev.MaxTPDU)
	case *association.Opened:
		r.opened(ev)
		r.since = time.Now()
		if err := a.Release(); err != nil {
			fmt.Fprintf(r.w, "cannot be released: %v\n", err)
			a.Abort()
		}
	case *association.Released:
		fmt.Fprintf(r.w, "%-13s%-5s%s\n", osi.ACSE, ev.RLRE, "released in order "+r.elapsed())
		return exitReleased
	case *association.NotReleased:
		fmt.Fprintf(r.w, "%-13s%-5s%s\n", osi.ACSE, ev.RLRE, "the peer does not release; aborted")
		a.Abort()
	case *association.Refused:
		return r.refused(ev)
	case *association.Aborted:
		return r.aborted(ev)
	case *association.Finishing:
		_ = a.Release()
	case *association.Data:
		r.values(ev.Values)
	case *association.Indication:
		fmt.Fprintf(r.w, "%-13s%s\n", osi.Session, ev.SPDU)
	}
	return code
}

func (r *report) opened(ev *association.Opened) {
	r.pdu(osi.Session, ev.AC, "accepted "+r.elapsed())
	fmt.Fprintf(r.w, "    functional units selected: %v\n", ev.Session.Units)
	r.pdu(osi.Presentation, ev.CPA, "accepted")
	r.pdu(osi.ACSE, ev.AARE, "accepted")
	r.values(ev.Values)
}

func (r *report) values(list []stack.Value) {
	for i := range list {
		v := &list[i]
		fmt.Fprintf(r.w, "%-13scontext %d, %s\n", "value", v.Context, strings.TrimSpace(v.AbstractSyntax.String()+" "+v.AbstractSyntax.Name()))
		if stack.LayerOf(v.AbstractSyntax) == osi.RTSE {
			r.transfer(v.Octets)
		} else {
			fmt.Fprintf(r.w, "    %x\n", v.Octets)
		}
	}
}

// transfer prints an APDU of RTSE, and the bind value that it opens with.
func (r *report) transfer(octets []byte) {
	p, err := rtse.Parse(octets)
	if err != nil {
		fmt.Fprintf(r.w, "    %v\n", err)
		return
	}
	r.pdu(osi.RTSE, p, "")
	var open []byte
	switch p := p.(type) {
	case *rtse.OpenRequest:
		open = p.Connection.Open
	case *rtse.OpenAccept:
		open = p.Connection.Open
	}
	var bind rtse.Bind
	switch {
	case open == nil:
	case bind.Decode(open) == nil:
		r.pdu(osi.RTSE, &bind, "")
	default:
		fmt.Fprintf(r.w, "    open: %x\n", open)
	}
}

// pduNames has in words what refuses or aborts.
var pduNames = map[string]string{
	"DR": "disconnect request", "ER": "TPDU error", "RF": "refuse", "AB": "abort", "CPR": "connect reject", "AARE": "associate response",
	"ARP": "abnormal release by the provider", "ARU": "abnormal release by the user", "ABRT": "abort",
}

// who names who has refused or aborted: a layer, or what is above it.
func who(l osi.Layer, user bool) string {
	switch {
	case !user && l == osi.ACSE:
		return "by ACSE"
	case !user:
		return fmt.Sprintf("by the %v layer", l)
	case l == osi.Transport || l == osi.Session:
		return fmt.Sprintf("by the application, or a layer between it and %v,", l)
	}
	return "by the application"
}

func (r *report) refused(ev *association.Refused) int {
	if ev.PDU != nil {
		r.pdu(ev.Layer, ev.PDU, fmt.Sprintf("(%s) refused %s %s", pduNames[ev.PDU.String()], who(ev.Layer, ev.User), r.elapsed()))
	} else {
		fmt.Fprintf(r.w, "%-18srefused %s\n", ev.Layer, r.elapsed())
	}
	fmt.Fprintf(r.w, "    => %s\n", ev.Reason)
	r.values(ev.Values)
	return cmp.Or(exitRefused[ev.Layer], exitTransport)
}

func (r *report) aborted(ev *association.Aborted) int {
	if ev.PDU != nil {
		r.pdu(ev.Layer, ev.PDU, fmt.Sprintf("(%s) aborted %s %s", pduNames[ev.PDU.String()], who(ev.Layer, ev.User), r.elapsed()))
	} else {
		fmt.Fprintf(r.w, "%-18saborted %s\n", ev.Layer, r.elapsed())
	}
	fmt.Fprintf(r.w, "    => %s\n", ev.Reason)
	r.values(ev.Values)
	if ev.Err != nil {
		return exitOther
	}
	return exitAborted
}
