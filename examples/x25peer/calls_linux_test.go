package x25peer

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/x25"
	"github.com/osi-go/osi/x25/socket"
)

// both runs a scenario on a link of each modulo.
func both(t *testing.T, name string, f func(s *scene)) {
	t.Helper()
	scenario(t, name, x25.Modulo8, f)
	scenario(t, name, x25.Modulo128, f)
}

// dialling returns what Dial returns of a call to the far end.
func (s *scene) dialling(call socket.Call) later[*socket.Conn] {
	if call.Called.Len() == 0 {
		call.Called, call.Calling = s.far(), near
	}
	return start(func(ctx context.Context) (*socket.Conn, error) { return socket.Dial(ctx, call) })
}

// facility returns the value of a facility of a call.
func facility(p *x25.CallRequest, c x25.FacilityCode) []byte {
	f, _ := p.Facilities.Find(c)
	return f.Value
}

func TestDial(t *testing.T) {
	both(t, "call out, accepted in 3 octets, cleared by the kernel", func(s *scene) {
		conn, c := s.dial(socket.Call{UserData: []byte(x25.OSITransport)}, x25.CallAccepted{})
		if err := conn.Clear(x25.ClearDTE, x25.DiagNormal); err != nil {
			s.Error(err)
		}
		c.cleared(x25.ClearDTE, x25.DiagNormal)
	})
	scenario(t, "call out: addresses of 0 to 15 digits, 0 to 16 octets of user data", x25.Modulo8, func(s *scene) {
		const digits = "234567890123456"
		for called := 1; called <= 15; called += 2 {
			for calling := 0; calling <= 15; calling += 3 {
				call := socket.Call{Called: address(digits[:called]), Calling: address(digits[:calling]), UserData: make([]byte, called+calling/15)}
				dialled := s.dialling(call)
				p := want[*x25.CallRequest](s)
				if p.Addresses.Called != call.Called || p.Addresses.Calling != call.Calling || !bytes.Equal(p.UserData, call.UserData) {
					s.Errorf("%+v", p)
				}
				s.send(&x25.CallAccepted{Header: s.head(p.LCI)})
				conn := dialled.must(s)
				if got := conn.Call(); got.Called != call.Called || got.Calling != call.Calling || !bytes.Equal(got.UserData, call.UserData) {
					s.Errorf("%+v", got)
				}
				conn.Close()
				(&circuit{scene: s, lci: p.LCI}).cleared(0, 0)
			}
		}
	})
	both(t, "call out: packet and window sizes, as proposed and lowered", func(s *scene) {
		for code := 4; code <= 12; code++ {
			window := min(code-3, 7)
			if s.format.Modulo == x25.Modulo128 {
				window = []int{1, 2, 7, 8, 20, 64, 100, 126, 127}[code-4]
			}
			call := socket.Call{
				Called: s.far(), Calling: near,
				PacketSizes: x25.PacketSizes{FromCalled: 1 << code, FromCalling: 16 << (12 - code)},
				WindowSizes: x25.WindowSizes{FromCalled: window, FromCalling: 2},
			}
			dialled := s.dialling(call)
			p := want[*x25.CallRequest](s)
			if f := p.Facilities.FlowControl(x25.FlowControl{}); f.PacketSizes != call.PacketSizes || f.WindowSizes != call.WindowSizes {
				s.Errorf("%+v", f)
			}
			lowered := x25.FlowControl{PacketSizes: x25.PacketSizes{FromCalled: 128, FromCalling: 128}, WindowSizes: x25.WindowSizes{FromCalled: 2, FromCalling: 2}}
			f, _ := x25.AppendFacilities(nil, s.format.Modulo, lowered.PacketSizes.Facility(), lowered.WindowSizes.Facility())
			s.send(&x25.CallAccepted{Header: s.head(p.LCI), HasBlock: true, Facilities: f})
			conn := dialled.must(s)
			if got := conn.Call(); got.PacketSizes != lowered.PacketSizes || got.WindowSizes != lowered.WindowSizes {
				s.Errorf("%+v", got)
			}
			conn.Close()
			(&circuit{scene: s, lci: p.LCI}).cleared(0, 0)
		}
	})
	scenario(t, "call out: throughput classes 3 to 13", x25.Modulo8, func(s *scene) {
		for class := x25.ThroughputClass(3); class <= 13; class++ {
			call := socket.Call{Throughput: x25.ThroughputClasses{FromCalled: class, FromCalling: 16 - class}}
			dialled := s.dialling(call)
			p := want[*x25.CallRequest](s)
			if got := facility(p, x25.CodeThroughput); len(got) != 1 || got[0] != byte(class<<4|(16-class)) {
				s.Errorf("% x", got)
			}
			f, _ := x25.AppendFacilities(nil, s.format.Modulo, x25.ThroughputClasses{FromCalled: 3, FromCalling: 3}.Facility(x25.CodeThroughput))
			s.send(&x25.CallAccepted{Header: s.head(p.LCI), HasBlock: true, Facilities: f})
			conn := dialled.must(s)
			if got := conn.Call(); got.Throughput != (x25.ThroughputClasses{FromCalled: 3, FromCalling: 3}) {
				s.Errorf("%+v", got)
			}
			conn.Close()
			(&circuit{scene: s, lci: p.LCI}).cleared(0, 0)
		}
	})
	both(t, "fast select with reverse charging, 128 octets each way", func(s *scene) {
		ask, answer := bytes.Repeat([]byte{0x81}, 128), bytes.Repeat([]byte{0x18}, 128)
		conn, c := s.dial(socket.Call{ReverseCharging: true, FastSelect: x25.FastSelect128, UserData: ask},
			x25.CallAccepted{HasBlock: true, Facilities: x25.FacilityField{}, UserData: answer})
		if !bytes.Equal(conn.Answer(), answer) {
			s.Errorf("% x", conn.Answer())
		}
		conn.Close()
		c.cleared(0, 0)
	})
	scenario(t, "fast select, restricted: cleared with 128 octets", x25.Modulo8, func(s *scene) {
		dialled := s.dialling(socket.Call{ReverseCharging: true, FastSelect: x25.FastSelectRestricted, UserData: []byte("?")})
		p := want[*x25.CallRequest](s)
		if got := facility(p, x25.CodeReverseCharging); len(got) != 1 || got[0] != 0xc1 {
			s.Errorf("% x", got)
		}
		s.send(&x25.ClearRequest{
			Header: s.head(p.LCI), Diagnostic: osi.Some(x25.DiagNormal), HasBlock: true,
			Facilities: x25.FacilityField{}, UserData: make([]byte, 128),
		})
		want[*x25.ClearConfirmation](s)
		_, err := dialled.outcome(s)
		var cleared *socket.ClearedError
		if !errors.As(err, &cleared) || cleared.Diagnostic != x25.DiagNormal {
			s.Error(err)
		}
		s.deviates("clear user data of a fast select call do not reach the user: X.25 6.16")
	})
	both(t, "address extensions out", func(s *scene) {
		for _, n := range []int{1, 2, 13, 39, 40} {
			full, _ := x25.ParseSemiOctets("4701020304050607080910111213141516171819"[:n])
			call := socket.Call{CalledExtension: full, CallingExtension: full}
			conn, c := s.dial(call, x25.CallAccepted{})
			if got := conn.Call(); got.CalledExtension != full || got.CallingExtension != full {
				s.Errorf("%+v", got)
			}
			conn.Close()
			c.cleared(0, 0)
		}
	})
	both(t, "call refused, every cause", func(s *scene) {
		for _, cause := range []x25.ClearCause{0, 1, 3, 5, 9, 0x0b, 0x0d, 0x11, 0x13, 0x15, 0x19, 0x21, 0x29, 0x39, 0x80, 0xc1, 0xc3, 0xff} {
			dialled := s.dialling(socket.Call{})
			p := want[*x25.CallRequest](s)
			diagnostic := x25.Diagnostic(cause) ^ 0x5a
			s.send(&x25.ClearRequest{Header: s.head(p.LCI), Cause: cause, Diagnostic: osi.Some(diagnostic)})
			want[*x25.ClearConfirmation](s)
			_, err := dialled.outcome(s)
			var cleared *socket.ClearedError
			if !errors.As(err, &cleared) || cleared.Cause != cause || cleared.Diagnostic != diagnostic {
				s.Error(err)
			}
		}
	})
	scenario(t, "call refused without a diagnostic", x25.Modulo8, func(s *scene) {
		timer(s.T, "clear_request_timeout")
		dialled := s.dialling(socket.Call{})
		p := want[*x25.CallRequest](s)
		s.illegal([]byte{0x10, byte(p.LCI), 0x13, 0x05})
		switch p := s.next().(type) {
		case *x25.ClearRequest:
			s.deviates("CLEAR of 4 octets is answered with CLEAR, not with its confirmation: X.25 5.2.4, where a DTE may leave the diagnostic out")
			s.send(&x25.ClearConfirmation{Header: s.head(p.LCI)})
		case *x25.ClearConfirmation:
		default:
			s.Errorf("got %v", p)
		}
		_, err := dialled.outcome(s)
		s.outcome = fmt.Sprint(err)
		if err == nil {
			s.Error("no error")
		}
	})
	scenario(t, "call not answered", x25.Modulo8, func(s *scene) {
		timer(s.T, "call_request_timeout")
		dialled := s.dialling(socket.Call{})
		want[*x25.CallRequest](s)
		p := want[*x25.ClearRequest](s)
		if p.Diagnostic.Value != 0x31 {
			s.deviates("a call that is not answered is cleared without diagnostic 31 hex: X.25 Annex D, T21")
		}
		s.send(&x25.ClearConfirmation{Header: s.head(p.LCI)})
		if _, err := dialled.outcome(s); !errors.Is(err, socket.ErrNoAnswer) {
			s.Error(err)
		}
	})
	both(t, "restart during a call request", func(s *scene) {
		dialled := s.dialling(socket.Call{})
		want[*x25.CallRequest](s)
		s.send(&x25.RestartRequest{Header: s.head(0), Cause: x25.RestartCongestion, Diagnostic: osi.Some(x25.Diagnostic(0))})
		want[*x25.RestartConfirmation](s)
		_, err := dialled.outcome(s)
		var link *socket.LinkError
		if !errors.As(err, &link) {
			s.Error(err)
		}
	})
	both(t, "call given up by its context", func(s *scene) {
		ctx, cancel := context.WithCancel(s.Context())
		dialled := start(func(context.Context) (*socket.Conn, error) {
			return socket.Dial(ctx, socket.Call{Called: s.far(), Calling: near})
		})
		p := want[*x25.CallRequest](s)
		cancel()
		if _, err := dialled.outcome(s); !errors.Is(err, context.Canceled) {
			s.Error(err)
		}
		(&circuit{scene: s, lci: p.LCI}).cleared(0, 0)
	})
	both(t, "call collision", func(s *scene) {
		dialled := s.dialling(socket.Call{})
		s.crossing(func() {
			p := want[*x25.CallRequest](s)
			s.send(&x25.CallRequest{Header: s.head(p.LCI), Addresses: x25.Addresses{Called: near, Calling: s.far()}})
		})
		clear, ok := s.next().(*x25.ClearRequest)
		if !ok {
			s.Fatal("not cleared")
		}
		s.deviates("call collision: both calls cleared; X.25 4.1.6 has the DTE's go on")
		s.send(&x25.ClearConfirmation{Header: s.head(clear.LCI)})
		_, err := dialled.outcome(s)
		var cleared *socket.ClearedError
		if !errors.As(err, &cleared) || cleared.Cause != 1 || cleared.Diagnostic != 0x48 {
			s.Error(err)
		}
		s.outcome = fmt.Sprint(err)
	})
	scenario(t, "no route", x25.Modulo8, func(s *scene) {
		_, err := socket.Dial(s.Context(), socket.Call{Called: address("9"), Calling: near})
		if err == nil {
			s.Error("no error")
		}
		s.outcome = fmt.Sprint(err)
	})
	both(t, "200 calls at once", func(s *scene) {
		const calls = 200
		var dialled [calls]later[*socket.Conn]
		for i := range dialled {
			dialled[i] = s.dialling(socket.Call{})
		}
		channels := map[uint16]bool{}
		for len(channels) < calls {
			p := want[*x25.CallRequest](s)
			channels[p.LCI] = true
			s.send(&x25.CallAccepted{Header: s.head(p.LCI)})
		}
		var conns []*socket.Conn
		for i := range dialled {
			conns = append(conns, dialled[i].must(s))
		}
		for _, conn := range conns {
			if err := conn.WriteMessage([]byte("one of many"), false); err != nil {
				s.Error(err)
			}
		}
		for range conns {
			p := want[*x25.Data](s)
			if !channels[p.LCI] {
				s.Errorf("DATA on channel %d", p.LCI)
			}
			s.send(&x25.ReceiveReady{Header: s.head(p.LCI), PR: 1})
			channels[p.LCI] = false
		}
		for _, conn := range conns {
			if err := conn.Flush(s.Context()); err != nil {
				s.Error(err)
			}
			if err := conn.Close(); err != nil {
				s.Error(err)
			}
			p := want[*x25.ClearRequest](s)
			s.send(&x25.ClearConfirmation{Header: s.head(p.LCI)})
		}
		s.silent(50 * time.Millisecond)
	})
}
