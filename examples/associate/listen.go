package main

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"net"
	"slices"
	"sync"
	"time"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/acse"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/rtse"
	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/stack/association"
	"github.com/osi-go/osi/transport"
)

// refusals are what -refuse can say.
var refusals = map[string][]stack.PDU{
	"dr":  {&transport.DisconnectRequest{Reason: transport.ReasonAddressUnknown}},
	"er":  {&transport.TPDUError{Cause: transport.CauseParameterValue}},
	"rf":  {&session.Refuse{Reason: osi.Some(session.RefusedSelectorUnknown)}},
	"cpr": {&session.Refuse{}, &presentation.ConnectReject{Reason: osi.Some(presentation.RejectCalledAddressUnknown)}},
	"context": {&session.Refuse{}, &acse.AssociateResponse{
		Result: acse.RejectedPermanent, Diagnostic: acse.Diagnostic{Source: acse.ServiceUser, Code: acse.UserContextNameNotSupported},
	}},
	"aare": {&session.Refuse{}, &acse.AssociateResponse{Result: acse.RejectedPermanent, Diagnostic: acse.Diagnostic{Source: acse.ServiceUser, Code: acse.UserCallingAPTitle}}},
	"ab":   {&session.Abort{Disconnect: session.ReleaseTransport | session.ProtocolError}},
	"arp":  {&session.Abort{}, &presentation.AbnormalReleaseProvider{Reason: osi.Some(presentation.AbortInvalidParameter), Event: osi.Some(presentation.EventCP)}},
	"aru":  {&session.Abort{}, &presentation.AbnormalReleaseUser{}},
	"abrt": {&session.Abort{}, &acse.Abort{Source: acse.ServiceUser}},
}

func refusalNames() []string { return slices.Sorted(maps.Keys(refusals)) }

// serve answers until the listener is closed.
func serve(l net.Listener, s *settings, out io.Writer) {
	w := &lines{w: out}
	for {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		go answer(conn, s, w)
	}
}

// lines writes whole reports.
type lines struct {
	mu sync.Mutex
	w  io.Writer
}

// Write writes b.
func (l *lines) Write(b []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.w.Write(b)
}

// answer is the responder of one connection.
func answer(conn net.Conn, s *settings, out io.Writer) {
	a := association.New(osi.FromResponder, association.Config{Tolerate: s.tolerate})
	var b bytes.Buffer
	r := &report{w: &b, since: time.Now(), took: milliseconds, quiet: s.quiet}
	fmt.Fprintf(&b, "connection from %v\n", conn.RemoteAddr())
	flush := func() { _, _ = b.WriteTo(out) }
	drive(conn, a, s.timeout, func(ev association.Event) {
		if err := s.respond(a, r, ev); err != nil {
			fmt.Fprintf(&b, "cannot be answered: %v\n", err)
			a.Abort()
		}
		flush()
	}, func() { fmt.Fprintf(&b, "nothing heard for %v; aborted\n", s.timeout) })
	flush()
}

// respond answers an event.
func (s *settings) respond(a *association.Association, r *report, ev association.Event) error {
	switch ev := ev.(type) {
	case *association.Connecting:
		r.pdu(osi.Transport, ev.CR, "connect request")
		if why := s.wrongTSEL(ev); why != "" {
			return s.send(a, r, "dr", why)
		}
		if s.refuse == "dr" || s.refuse == "er" {
			return s.send(a, r, s.refuse, "as asked for")
		}
		return a.Accept()
	case *association.Requested:
		r.pdu(osi.Session, ev.CN, "connect request")
		r.pdu(osi.Presentation, ev.CP, "connect request")
		if ev.AARQ != nil {
			r.pdu(osi.ACSE, ev.AARQ, "associate request")
		}
		r.values(ev.Values)
		return s.requested(a, r, ev)
	case *association.Finishing:
		fmt.Fprintln(r.w, "released by the peer")
		return a.Release()
	case *association.Data:
		r.values(ev.Values)
		for i := range ev.Values {
			if answer := concluded(&ev.Values[i]); answer != nil {
				return a.Data(mms, answer)
			}
		}
	default:
		r.event(a, ev, 0)
	}
	return nil
}

// send refuses or aborts by the PDUs of the name.
func (s *settings) send(a *association.Association, r *report, name, why string) error {
	pdus := refusals[name]
	fmt.Fprintf(r.w, "answered by %v: %s\n", pdus[len(pdus)-1], why)
	return a.Send(pdus...)
}

func (s *settings) wrongTSEL(ev *association.Connecting) string {
	if s.called.transport != nil && !bytes.Equal(s.called.transport, ev.CR.Called) {
		return "the called transport selector is another"
	}
	return ""
}

// requested answers an A-ASSOCIATE indication.
func (s *settings) requested(a *association.Association, r *report, ev *association.Requested) error {
	switch {
	case s.called.session != nil && !bytes.Equal(s.called.session, ev.CN.CalledSelector):
		return s.send(a, r, "rf", "the called session selector is another")
	case s.called.presentation != nil && !bytes.Equal(s.called.presentation, ev.CP.CalledSelector):
		return s.send(a, r, "cpr", "the called presentation selector is another")
	case ev.AARQ == nil:
		return s.without(a, ev)
	case !s.any && ev.AARQ.ApplicationContext != s.application.name:
		return s.send(a, r, "context", "the application context is another")
	case s.refuse != "":
		return s.send(a, r, s.refuse, "as asked for")
	}
	pdus := []stack.PDU{s.contexts(ev.CP)}
	for i := range ev.Values {
		if p := answerOf(&ev.Values[i]); p != nil && s.serves(ev.Values[i].AbstractSyntax) {
			pdus = append(pdus, p)
		}
	}
	return a.Accept(pdus...)
}

// without accepts an application without ACSE: an MTA in X.410-1984 mode.
func (s *settings) without(a *association.Association, ev *association.Requested) error {
	if ev.CP.Mode != osi.X410Mode {
		return a.Accept(s.contexts(ev.CP))
	}
	open, err := new(rtse.Bind).AppendBinary(nil)
	if err != nil {
		return err
	}
	return a.Accept(&presentation.ConnectAccept{Mode: osi.X410Mode}, &rtse.OpenAccept{Connection: rtse.ConnectionData{Open: open}})
}

// serves reports whether contexts of the abstract syntax are accepted.
func (s *settings) serves(syntax osi.OID) bool {
	return s.any || stack.LayerOf(syntax) == osi.ACSE || slices.Contains(s.application.syntaxes, syntax)
}

// contexts makes a CPA that accepts ACSE and what -context says.
func (s *settings) contexts(cp *presentation.Connect) *presentation.ConnectAccept {
	return cp.Accept(func(c *presentation.Context) presentation.Result {
		switch {
		case !s.serves(c.AbstractSyntax):
			return presentation.Result{Outcome: presentation.ProviderRejection, Reason: osi.Some(presentation.ContextAbstractSyntaxNotSupported)}
		case !slices.Contains(c.TransferSyntaxes, presentation.BasicEncoding()):
			return presentation.Result{Outcome: presentation.ProviderRejection, Reason: osi.Some(presentation.ContextTransferSyntaxesNotSupported)}
		}
		return presentation.Result{TransferSyntax: presentation.BasicEncoding()}
	})
}
