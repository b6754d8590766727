package main

import (
	"bytes"
	"fmt"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/acse"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/rtse"
	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/stack/association"
	"github.com/osi-go/osi/transport"
)

// An mta is one end of an association of two X.400 MTAs. Each has a message for the other, which it
// transfers in an activity of RTSE with checkpoints while it has the turn. The initiator begins,
// gives the turn, gets it back and releases.
type mta struct {
	*association.Association
	name      string
	initiator bool
	message   []byte
	log       []string // what the end has heard
	part, got []byte   // message received, in part and whole
	pieces    int
	err       error
}

const units = session.FUHalfDuplex | session.FUMinorSynchronize | session.FUActivityManagement | session.FUExceptions

func newMTA(name string, initiator bool, message []byte) *mta {
	d := osi.FromResponder
	if initiator {
		d = osi.FromInitiator
	}
	return &mta{Association: association.New(d, association.Config{Carrier: stack.NSDUs}), name: name, initiator: initiator, message: message}
}

// open asks for the association: CR, CN, CP, AARQ, and RTORQ with the bind argument.
func (m *mta) open() error {
	bind, err := (&rtse.Bind{Phase: rtse.Argument, Name: []byte(m.name), Password: []byte("secret")}).AppendBinary(nil)
	if err != nil {
		return err
	}
	return m.Open(
		&transport.ConnectionRequest{Connection: transport.Connection{TPDUSize: transport.TPDUSize1024, Called: []byte("MTA")}},
		&session.Connect{CalledSelector: []byte{0, 1}, Requirements: osi.Some(units)},
		&presentation.Connect{CalledSelector: []byte{0, 2}, Contexts: association.Contexts(rtse.MTAAbstractSyntax())},
		&acse.AssociateRequest{ApplicationContext: osi.MTSTransferContext()},
		&rtse.OpenRequest{Connection: rtse.ConnectionData{Open: bind}},
	)
}

// accept looks at the bind argument and answers it.
func (m *mta) accept(ev *association.Requested) error {
	var request rtse.OpenRequest
	var bind rtse.Bind
	if len(ev.Values) != 1 {
		return fmt.Errorf("%d values in the AARQ", len(ev.Values))
	}
	if err := request.Decode(ev.Values[0].Octets); err != nil {
		return err
	}
	if err := bind.Decode(request.Connection.Open); err != nil {
		return err
	}
	m.log = append(m.log, fmt.Sprintf("bound by %s", bind.Name))
	result, err := (&rtse.Bind{Phase: rtse.Result, Name: []byte(m.name), Password: []byte("secret")}).AppendBinary(nil)
	if err != nil {
		return err
	}
	return m.Accept(&rtse.OpenAccept{Connection: rtse.ConnectionData{Open: result}})
}

// transfer sends the message in pieces of 900 octets, a checkpoint behind each but the last.
func (m *mta) transfer() error {
	if err := m.Send(&session.ActivityStart{Activity: []byte{1}}); err != nil {
		return err
	}
	for rest := m.message; len(rest) > 0; {
		n := min(900, len(rest))
		if err := m.Send(&session.DataTransfer{}, &rtse.Transfer{Data: rest[:n]}); err != nil {
			return err
		}
		if rest = rest[n:]; len(rest) == 0 {
			break
		}
		if err := m.Send(&session.MinorSyncPoint{}); err != nil {
			return err
		}
	}
	return m.Send(&session.ActivityEnd{})
}

// hear does what an event asks for.
func (m *mta) hear(ev association.Event) {
	if err := m.answer(ev); err != nil && m.err == nil {
		m.err = fmt.Errorf("%s, %T: %w", m.name, ev, err)
	}
}

func (m *mta) answer(ev association.Event) error {
	switch ev := ev.(type) {
	case *association.Connecting:
		return m.Accept()
	case *association.Connected:
		m.log = append(m.log, "connected")
	case *association.Requested:
		return m.accept(ev)
	case *association.Opened:
		m.log = append(m.log, "opened")
		return m.transfer()
	case *association.Data:
		return m.take(ev)
	case *association.Indication:
		return m.indicated(ev)
	case *association.Finishing:
		m.log = append(m.log, "finishing")
		return m.Release()
	case *association.Released:
		m.log = append(m.log, "released")
	case *association.Refused:
		return fmt.Errorf("refused: %s", ev.Reason)
	case *association.Aborted:
		return fmt.Errorf("aborted: %s, %w", ev.Reason, ev.Err)
	case *association.NotReleased:
		return fmt.Errorf("not released")
	}
	return nil
}

// take joins what RTTRs carry.
func (m *mta) take(ev *association.Data) error {
	for i := range ev.Values {
		var p rtse.Transfer
		if err := p.Decode(ev.Values[i].Octets); err != nil {
			return err
		}
		m.part = append(m.part, p.Data...)
		m.pieces++
	}
	return nil
}

// indicated does what the session service asks for.
func (m *mta) indicated(ev *association.Indication) error {
	switch p := ev.SPDU.(type) {
	case *session.ActivityStart:
		m.part = nil
	case *session.MinorSyncPoint:
		return m.Send(&session.MinorSyncAck{Serial: p.Serial})
	case *session.ActivityEnd:
		m.got = bytes.Clone(m.part)
		m.log = append(m.log, fmt.Sprintf("message of %d octets", len(m.got)))
		if err := m.Send(&session.MajorSyncAck{}); err != nil || m.initiator {
			return err
		}
		return m.Send(&session.PleaseTokens{Tokens: osi.Some(session.DataToken)}, &rtse.TokenPlease{Priority: 1})
	case *session.MajorSyncAck: // the other end has the message
		m.log = append(m.log, "transferred")
		if !m.initiator { // the turn goes back
			return m.Send(&session.GiveTokensConfirm{})
		}
	case *session.PleaseTokens:
		var please rtse.TokenPlease
		if len(ev.Values) != 1 {
			return fmt.Errorf("%d values in the PT", len(ev.Values))
		}
		if err := please.Decode(ev.Values[0].Octets); err != nil {
			return err
		}
		m.log = append(m.log, fmt.Sprintf("asked for the turn, priority %d", please.Priority))
		if m.Session().Tokens() == 0 {
			return fmt.Errorf("no turn to give")
		}
		return m.Send(&session.GiveTokensConfirm{})
	case *session.GiveTokensConfirm:
		m.log = append(m.log, "has the turn")
		if m.initiator {
			return m.Release()
		}
		return m.transfer()
	}
	return nil
}
