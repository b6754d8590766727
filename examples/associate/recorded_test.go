package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/acse"
	"github.com/osi-go/osi/examples/internal/capture"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/session/spm"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/stack/association"
	"github.com/osi-go/osi/transport"
	"github.com/osi-go/osi/validate"
)

// TestRecorded has an association take the place of each end of recorded connections of ISODE,
// libiec61850, iec61850bean and Go stacks: what the real peer sent is taken, what the end itself
// sent may be sent then, and is sent as it was recorded.
func TestRecorded(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../testdata/corpus/made/*.pcap")
	if err != nil || len(files) == 0 {
		t.Fatal("no captures", err)
	}
	ends, sent, same, heard := 0, 0, 0, 0
	for _, path := range files {
		name := filepath.Base(path)
		f, err := os.Open(path)
		if err != nil {
			t.Fatal(err)
		}
		list, err := capture.Conversations(f, transport.Port)
		_ = f.Close()
		if err != nil {
			t.Fatal(err)
		}
		for i, c := range list {
			if c.Link != nil || !c.Begun || !whole(c) {
				continue
			}
			for d := range osi.Direction(2) {
				r := replay{a: association.New(d, association.Config{Tolerate: tolerated}), d: d}
				if err := r.run(c); err != nil {
					t.Errorf("%s, conversation %d, %v: %v", name, i, d, err)
				}
				ends, sent, same, heard = ends+1, sent+r.sent, same+r.same, heard+r.heard
			}
		}
	}
	t.Logf("%d ends, %d units sent, %d of them the same octets as recorded, %d events", ends, sent, same, heard)
	if ends < 40 {
		t.Errorf("%d ends only", ends)
	}
}

var tolerated = validate.Default().Tolerate

// whole reports whether a conversation is an association of all layers that passes the gate.
func whole(c *capture.Conversation) bool {
	conn := stack.New(stack.Config{Tolerate: tolerated}).Conn(stack.TPKTs)
	cp, ok := false, true
	for _, p := range c.Pieces {
		for rest := p.Octets; len(rest) > 0; {
			var u stack.Unit
			u, rest = conn.Next(osi.Direction(p.From), rest, func(ev *stack.Event) bool {
				_, is := ev.PDU.(*presentation.Connect)
				cp = cp || is
				if s, is := ev.PDU.(session.SPDU); is && session.CommonOf(s).Enclosure != session.EnclosureNone {
					ok = false // segments: the encoder chooses its own
				}
				return true
			})
			ok = ok && u.State != stack.Invalid
		}
	}
	return ok && cp
}

// A replay is one end of a conversation.
type replay struct {
	a                 *association.Association
	d                 osi.Direction
	sent, same, heard int
	told              []association.Event
}

func (r *replay) run(c *capture.Conversation) error {
	conn := stack.New(stack.Config{Tolerate: tolerated}).Conn(stack.TPKTs)
	for _, p := range c.Pieces {
		from := osi.Direction(p.From)
		for rest := p.Octets; len(rest) > 0; {
			var pdus []stack.PDU
			var u stack.Unit
			u, rest = conn.Next(from, rest, func(ev *stack.Event) bool {
				if from == r.d && ev.PDU != nil {
					pdus = append(pdus, ev.PDU)
				}
				return true
			})
			if u.State != stack.Valid {
				continue
			}
			if from == r.d {
				if err := r.send(bytes.Clone(u.Octets), pdus); err != nil {
					return fmt.Errorf("frame %d: %v: %w (after %T)", p.Frame, pdus, err, r.last())
				}
				continue
			}
			for ev := range r.a.Receive(u.Octets) {
				r.heard++
				r.told = append(r.told, ev)
				if ev, ok := ev.(*association.Aborted); ok && ev.Err != nil {
					return fmt.Errorf("frame %d: %w", p.Frame, ev.Err)
				}
			}
		}
	}
	return nil
}

// opened reports whether the transport connection is open.
func (r *replay) opened() bool { return r.a.Session().State() != spm.STA01 }

func (r *replay) last() association.Event {
	if n := len(r.told); n > 0 {
		return r.told[n-1]
	}
	return nil
}

// send sends what was recorded.
func (r *replay) send(octets []byte, pdus []stack.PDU) error {
	var list []stack.PDU
	hasAPDU := false
	for _, p := range pdus {
		_, is := p.(acse.APDU)
		hasAPDU = hasAPDU || is
	}
	for _, p := range pdus {
		switch p := p.(type) {
		case *transport.Data, *transport.ExpeditedData:
		case *transport.ConnectionRequest:
			p.TPDUSize = conforming(p.TPDUSize)
			list = append(list, p)
		case *transport.ConnectionConfirm:
			p.TPDUSize = conforming(p.TPDUSize)
			list = append(list, p)
		case *transport.DisconnectRequest:
			if r.opened() { // none in class 0
				return nil
			}
			list = append(list, p)
		case *session.AbortAccept, *session.GiveTokensAck, *session.OverflowAccept, *session.Prepare:
			return nil // of the machine
		case session.SPDU:
			session.CommonOf(p).UserData = nil
			list = append(list, p)
		case presentation.PPDU:
			if hasAPDU {
				strip(p)
			}
			list = append(list, p)
		case acse.APDU:
			list = append(list, p)
		}
	}
	if len(list) == 0 || r.a.Ended() {
		return nil
	}
	if err := r.a.Send(list...); err != nil {
		return err
	}
	r.sent++
	if bytes.Equal(bytes.Join(r.a.Output(), nil), octets) {
		r.same++
	}
	return nil
}

// conforming returns the size, or none where class 0 does not have it.
func conforming(s transport.TPDUSize) transport.TPDUSize {
	if s > transport.TPDUSize2048 {
		return 0
	}
	return s
}

// strip takes the user data out of a PPDU.
func strip(p presentation.PPDU) {
	switch p := p.(type) {
	case *presentation.Connect:
		p.UserData = presentation.UserData{}
	case *presentation.ConnectAccept:
		p.UserData = presentation.UserData{}
	case *presentation.ConnectReject:
		p.UserData = presentation.UserData{}
	case *presentation.AbnormalReleaseUser:
		p.UserData = presentation.UserData{}
	case *presentation.Data:
		p.UserData = presentation.UserData{}
	}
}
