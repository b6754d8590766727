package x25peer

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"testing"
	"time"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/x25"
	"github.com/osi-go/osi/x25/socket"
)

func TestListen(t *testing.T) {
	both(t, "call in, accepted, cleared by the far end", func(s *scene) {
		l := s.listen(socket.Listening{Called: near})
		s.call(7, []byte(x25.OSITransport))
		s.silent(100 * time.Millisecond) // until the program accepts
		call, err := l.Next(s.Context())
		if err != nil {
			s.Fatal(err)
		}
		if got := call.Call(); got.Called != near || got.Calling != s.far() || string(got.UserData) != x25.OSITransport {
			s.Errorf("%+v", got)
		}
		conn, err := call.Accept(nil)
		if err != nil {
			s.Fatal(err)
		}
		if p := want[*x25.CallAccepted](s); p.LCI != 7 || len(p.UserData) != 0 {
			s.Errorf("%+v", p)
		}
		s.send(&x25.ClearRequest{Header: s.head(7), Diagnostic: osi.Some(x25.DiagNormal)})
		want[*x25.ClearConfirmation](s)
		var cleared *socket.ClearedError
		if _, _, err := conn.ReadMessage(make([]byte, 9)); !errors.As(err, &cleared) || cleared.Diagnostic != x25.DiagNormal || cleared.Unread {
			s.Error(err)
		}
		if err := conn.Close(); err != nil {
			s.Error(err)
		}
		if err := conn.WriteMessage(nil, false); !errors.Is(err, os.ErrClosed) {
			s.Error(err)
		}
	})
	scenario(t, "listeners by address and by user data", x25.Modulo8, func(s *scene) {
		any := s.listen(socket.Listening{UserData: []byte("any")})
		one := s.listen(socket.Listening{Called: near, UserData: []byte{3, 1, 1, 0}})
		two := s.listen(socket.Listening{Called: near, UserData: []byte{3, 1, 2, 0}})
		for i, test := range []struct {
			l        *socket.Listener
			userData string
		}{{two, "\x03\x01\x02\x00more"}, {one, "\x03\x01\x01\x00"}, {any, "anybody"}} {
			lci := uint16(i + 1)
			s.call(lci, []byte(test.userData))
			conn := start(test.l.Accept).must(s)
			if got := conn.Call(); string(got.UserData) != test.userData {
				s.Errorf("%q", got.UserData)
			}
			want[*x25.CallAccepted](s)
			conn.Close()
			s.refused(lci, 0, 0)
		}
	})
	both(t, "call with less user data than listened for", func(s *scene) {
		l := s.listen(socket.Listening{Called: near, UserData: []byte(x25.OSITransport)})
		ctx, cancel := context.WithCancel(s.Context())
		waiting := start(func(context.Context) (*socket.Incoming, error) { return l.Next(ctx) })
		for lci, userData := range []string{1: "", 2: "\x03\x01"} {
			if lci > 0 {
				s.call(uint16(lci), []byte(userData))
				s.refused(uint16(lci), 0, x25.DiagUserData)
			}
		}
		cancel()
		if _, err := waiting.outcome(s); !errors.Is(err, context.Canceled) {
			s.Error(err)
		}
		s.outcome = "the kernel lets them through, the library refuses them"
		s.call(3, []byte(x25.OSITransport)) // a listener outlives the context of a Next
		conn := start(l.Accept).must(s)
		want[*x25.CallAccepted](s)
		conn.Close()
		s.refused(3, 0, 0)
	})
	both(t, "call that nobody takes", func(s *scene) {
		s.call(1, nil)
		p := want[*x25.ClearRequest](s)
		if p.Cause != 0 && p.Cause < 0x80 {
			s.deviates("a DTE clears with a cause of the network, 01 number busy: X.25 5.2.4")
		}
		s.send(&x25.ClearConfirmation{Header: s.head(p.LCI)})
	})
	both(t, "call refused by the program", func(s *scene) {
		l := s.listen(socket.Listening{})
		for i, test := range []struct {
			cause      x25.ClearCause
			diagnostic x25.Diagnostic
		}{{0, 0}, {0, x25.DiagUserTransient}, {0x80, 1}, {0xff, 0xff}} {
			s.call(uint16(i+1), nil)
			call, err := l.Next(s.Context())
			if err != nil {
				s.Fatal(err)
			}
			if err := call.Refuse(1, 0); !errors.Is(err, osi.ErrValue) {
				s.Error("number busy of a DTE:", err)
			}
			if err := call.Refuse(test.cause, test.diagnostic); err != nil {
				s.Error(err)
			}
			s.refused(uint16(i+1), test.cause, test.diagnostic)
		}
	})
	both(t, "call in: packet and window sizes of the listener", func(s *scene) {
		for code := 4; code <= 12; code++ {
			window := min(code-3, 7)
			l := s.listen(socket.Listening{
				Called:      near,
				PacketSizes: x25.PacketSizes{FromCalled: 4096, FromCalling: 4096}, WindowSizes: x25.WindowSizes{FromCalled: 7, FromCalling: 7},
			})
			conn, c := s.called(l, 1<<code, window)
			if got := conn.Call(); got.PacketSizes.FromCalled != 1<<code || got.WindowSizes.FromCalled != window {
				s.Errorf("%+v", got)
			}
			conn.Close()
			c.cleared(0, 0)
			l.Close()
		}
	})
	scenario(t, "call in without facilities 42, 43, listener of 1024", x25.Modulo8, func(s *scene) {
		l := s.listen(socket.Listening{PacketSizes: x25.PacketSizes{FromCalled: 1024, FromCalling: 1024}})
		s.call(1, nil)
		conn := start(l.Accept).must(s)
		want[*x25.CallAccepted](s)
		if err := conn.WriteMessage(make([]byte, 200), false); err != nil {
			s.Error(err)
		}
		if p := want[*x25.Data](s); len(p.UserData) > 128 {
			s.deviates("a called DTE uses its own packet size for a call without facility 42, and does not say so: X.25 6.12")
		}
		s.send(&x25.ReceiveReady{Header: s.head(1), PR: 1})
		if err := conn.Flush(s.Context()); err != nil {
			s.Error(err)
		}
		conn.Close()
		s.refused(1, 0, 0)
	})
	scenario(t, "call in with unequal packet sizes", x25.Modulo8, func(s *scene) {
		l := s.listen(socket.Listening{PacketSizes: x25.PacketSizes{FromCalled: 1024, FromCalling: 1024}})
		s.call(1, nil, x25.PacketSizes{FromCalled: 128, FromCalling: 512}.Facility())
		conn := start(l.Accept).must(s)
		want[*x25.CallAccepted](s)
		if err := conn.WriteMessage(make([]byte, 400), false); err != nil {
			s.Error(err)
		}
		if p := want[*x25.Data](s); len(p.UserData) > 128 {
			s.deviates("a called DTE sends by the packet size of the other direction: X.25 6.12 (X25SwappedFlowControl)")
		}
		s.send(&x25.ReceiveReady{Header: s.head(1), PR: 1})
		conn.Close()
	})
	scenario(t, "call in: throughput classes", x25.Modulo8, func(s *scene) {
		l := s.listen(socket.Listening{Throughput: x25.ThroughputClasses{FromCalled: 7, FromCalling: 7}})
		for i, test := range []struct{ asked, answered x25.ThroughputClasses }{
			{x25.ThroughputClasses{FromCalled: 10, FromCalling: 9}, x25.ThroughputClasses{FromCalled: 7, FromCalling: 7}},
			{x25.ThroughputClasses{FromCalled: 3, FromCalling: 13}, x25.ThroughputClasses{FromCalled: 3, FromCalling: 7}},
		} {
			lci := uint16(i + 1)
			s.call(lci, nil, test.asked.Facility(x25.CodeThroughput))
			conn := start(l.Accept).must(s)
			p := want[*x25.CallAccepted](s)
			f, _ := p.Facilities.Find(x25.CodeThroughput)
			if got, _ := f.ThroughputClasses(); got != test.answered || conn.Call().Throughput != test.answered {
				s.Errorf("answered %+v, %+v to the program", got, conn.Call().Throughput)
			}
			conn.Close()
			s.refused(lci, 0, 0)
		}
	})
	both(t, "fast select in: 128 octets each way", func(s *scene) {
		l := s.listen(socket.Listening{})
		ask, answer := bytes.Repeat([]byte{0x81}, 128), bytes.Repeat([]byte{0x18}, 128)
		s.call(1, ask, x25.CallOptions{FastSelect: x25.FastSelect128}.Facility())
		call, err := l.Next(s.Context())
		if err != nil {
			s.Fatal(err)
		}
		if got := call.Call(); got.FastSelect != x25.FastSelect128 || !bytes.Equal(got.UserData, ask) {
			s.Errorf("%+v", got)
		}
		conn, err := call.Accept(answer)
		if err != nil {
			s.Fatal(err)
		}
		if p := want[*x25.CallAccepted](s); !bytes.Equal(p.UserData, answer) {
			s.Errorf("%+v", p)
		}
		conn.Close()
		s.refused(1, 0, 0)
		s.call(2, ask, x25.CallOptions{FastSelect: x25.FastSelect128}.Facility())
		conn = start(l.Accept).must(s)
		if p := want[*x25.CallAccepted](s); len(p.UserData) != 0 {
			s.Error("the caller's own user data came back")
		}
		conn.Close()
		s.refused(2, 0, 0)
	})
	scenario(t, "user data in an answer without fast select", x25.Modulo8, func(s *scene) {
		l := s.listen(socket.Listening{})
		s.call(1, nil)
		call, err := l.Next(s.Context())
		if err != nil {
			s.Fatal(err)
		}
		if _, err := call.Accept([]byte("no")); !errors.Is(err, osi.ErrState) {
			s.Error(err)
		}
		s.silent(50 * time.Millisecond)
		if err := call.Refuse(0, 0); err != nil {
			s.Error(err)
		}
		s.refused(1, 0, 0)
	})
	both(t, "fast select in, restricted", func(s *scene) {
		l := s.listen(socket.Listening{})
		s.call(1, nil, x25.CallOptions{FastSelect: x25.FastSelectRestricted}.Facility())
		call, err := l.Next(s.Context())
		if err != nil {
			s.Fatal(err)
		}
		if call.Call().FastSelect != x25.FastSelectRestricted {
			s.deviates("restricted response is not told to the called user, who then accepts: X.25 6.16 (X25RestrictedAccepted)")
		}
		_ = call.Refuse(0, 0)
		s.refused(1, 0, 0)
	})
	scenario(t, "reverse charging in, taken and refused", x25.Modulo8, func(s *scene) {
		reverse := x25.CallOptions{ReverseCharging: true}.Facility()
		l := s.listen(socket.Listening{})
		s.call(1, nil, reverse)
		conn := start(l.Accept).must(s)
		want[*x25.CallAccepted](s)
		if !conn.Call().ReverseCharging {
			s.Error("not told")
		}
		conn.Close()
		s.refused(1, 0, 0)
		l.Close()
		s.listen(socket.Listening{RefuseReverseCharging: true})
		s.call(2, nil, reverse)
		s.refused(2, x25.ClearNumberBusy, 0)
	})
	both(t, "address extensions in", func(s *scene) {
		l := s.listen(socket.Listening{})
		for i, n := range []int{1, 14, 39, 40} {
			lci := uint16(i + 1)
			full, _ := x25.ParseSemiOctets("4701020304050607080910111213141516171819"[:n])
			ae := x25.AddressExtension{Address: full}
			s.call(lci, nil, ae.Facility(x25.CodeCalledExtension), ae.Facility(x25.CodeCallingExtension))
			conn := start(l.Accept).must(s)
			if got := conn.Call(); got.CalledExtension != full || got.CallingExtension != full {
				s.Errorf("%+v", got)
			}
			p := want[*x25.CallAccepted](s)
			if f, _ := p.Facilities.Find(x25.CodeCalledExtension); len(f.Value) != 1+(n+1)/2 {
				s.Errorf("%+v", p)
			}
			conn.Close()
			s.refused(lci, 0, 0)
		}
		s.call(9, nil, x25.AddressExtension{Use: x25.OtherExtension}.Facility(x25.CodeCalledExtension))
		if p := want[*x25.ClearRequest](s); p.Cause == x25.ClearNumberBusy {
			s.deviates("a call with an address extension of another use than a full NSAP address is refused: X.25 Annex G")
		}
	})
	both(t, "calls beyond the backlog, and at the end of the listener", func(s *scene) {
		l := s.listen(socket.Listening{Backlog: 2})
		busy := 0
		for lci := uint16(1); lci <= 5; lci++ {
			s.call(lci, nil)
			if p, ok := s.maybe(50 * time.Millisecond).(*x25.ClearRequest); ok {
				busy++
				s.send(&x25.ClearConfirmation{Header: s.head(p.LCI)})
			}
		}
		if err := l.Close(); err != nil {
			s.Error(err)
		}
		for range 5 - busy {
			if p := want[*x25.ClearRequest](s); p.Cause != 0 {
				s.Errorf("%+v", p)
			}
		}
		if _, err := l.Next(s.Context()); !errors.Is(err, os.ErrClosed) {
			s.Error(err)
		}
		s.outcome = fmt.Sprintf("%d number busy, %d refused at Close", busy, 5-busy)
	})
	both(t, "call given up before it is taken", func(s *scene) {
		l := s.listen(socket.Listening{})
		s.call(1, nil)
		s.send(&x25.ClearRequest{Header: s.head(1), Diagnostic: osi.Some(x25.DiagNormal)})
		want[*x25.ClearConfirmation](s)
		s.call(2, nil)
		call, err := l.Next(s.Context())
		if err != nil {
			s.Fatal(err)
		}
		s.send(&x25.ClearRequest{Header: s.head(2), Diagnostic: osi.Some(x25.DiagNormal)})
		want[*x25.ClearConfirmation](s)
		var cleared *socket.ClearedError
		if _, err := call.Accept(nil); !errors.As(err, &cleared) || cleared.Diagnostic != x25.DiagNormal {
			s.Error(err)
		}
		s.silent(50 * time.Millisecond)
	})
}
