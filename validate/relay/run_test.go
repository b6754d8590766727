package relay_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net"
	"os"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	pkgerrors "github.com/pkg/errors"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/validate"
	"github.com/osi-go/osi/validate/relay"
)

// Every octet of an association passes in both directions, in order, however it is cut.
func TestForward(t *testing.T) {
	t.Parallel()
	for _, network := range []string{"tcp", "pipe"} {
		for _, piece := range []int{1, 7, 100, 1 << 20} {
			policy := validate.Default()
			j := join(t, setting{network: network, policy: &policy, Options: relay.Options{Linger: 50 * time.Millisecond}})
			for i, text := range []string{realCR, realCC, realCN, realAC, realDT, realDT, realDT} {
				d, b := osi.Direction(i%2), octets(t, text)
				go func() {
					for part := range pieces(b, piece) {
						j.ends[d].Write(part)
					}
				}()
				got := make([]byte, len(b))
				if _, err := io.ReadFull(j.ends[d^1], got); err != nil || !bytes.Equal(got, b) {
					t.Fatalf("%s, %d: unit %d is %x, %v", network, piece, i, got, err)
				}
			}
			j.ends[0].Close()
			j.ends[1].Close()
			j.end(t, nil)
		}
	}
}

func pieces(b []byte, n int) func(func([]byte) bool) {
	return func(yield func([]byte) bool) {
		for ; len(b) > 0; b = b[min(n, len(b)):] {
			if !yield(b[:min(n, len(b))]) {
				return
			}
		}
	}
}

// Both directions are full at the same time, with units of all sizes; nothing is lost.
func TestBothWays(t *testing.T) {
	t.Parallel()
	j := opened(t, setting{})
	const total = 20 << 20
	var all sync.WaitGroup
	for d, c := range j.ends {
		all.Go(func() {
			sent := 0
			for n := 8; sent < total; n = (n*31+7)%65000 + 8 {
				k, err := c.Write(data(n))
				if sent += k; err != nil {
					t.Error(err)
					return
				}
			}
			closeWrite(t, c)
		})
		all.Go(func() {
			if n, err := io.Copy(io.Discard, c); n < total || err != nil {
				t.Errorf("side %d: %d octets, %v", d, n, err)
			}
		})
	}
	all.Wait()
	j.end(t, nil)
	if s := j.counters.Stats(); s.FromInitiator < total || s.FromResponder != s.FromInitiator {
		t.Errorf("%+v", s)
	}
}

// A rejection that ends the connection takes nothing back: the receiver reads what passed, and the
// sender its answer, however much it still sends.
func TestAnswerArrives(t *testing.T) {
	t.Parallel()
	for network, linger := range map[string]time.Duration{"tcp": time.Minute, "pipe": 300 * time.Millisecond} { // a pipe is never half-closed
		j := opened(t, setting{network: network, Options: relay.Options{Linger: linger}})
		good := bytes.Repeat(data(4096), 4)
		sent := make(chan struct{})
		go func() {
			defer close(sent)
			j.ends[0].Write(append(append(bytes.Clone(good), octets(t, badDT)...), bytes.Repeat(data(4096), 64)...))
		}()
		got := make(chan []byte)
		go func() {
			time.Sleep(50 * time.Millisecond)
			b, _ := io.ReadAll(j.ends[1])
			got <- b
		}()
		if b := rest(t, j.ends[0]); !bytes.Equal(b, octets(t, badDTAnswer)) {
			t.Errorf("%s: answer %x", network, b)
		}
		if b := <-got; !bytes.Equal(b, good) {
			t.Errorf("%s: the responder got %d octets", network, len(b))
		}
		<-sent
		j.ends[0].Close()
		j.ends[1].Close()
		e := j.end(t, relay.ErrRejected)
		if rule := osi.AsError(e); rule == nil || rule.Layer != osi.Transport || e.From != initiator || e.Reaction != validate.DisconnectTransport {
			t.Errorf("%s: %+v", network, e)
		}
		if _, ok := pkgerrors.Cause(pkgerrors.WithStack(e)).(*osi.Error); !ok {
			t.Errorf("%s: the cause is %v", network, pkgerrors.Cause(e))
		}
		if s := j.counters.Stats(); s.Answers != 1 || s.Unanswered != 0 {
			t.Errorf("%+v", s)
		}
	}
}

// A rejection while both sides send: each gets whole units, and the sender of the fault its answer
// behind them.
func TestAnswerLast(t *testing.T) {
	t.Parallel()
	for range 8 {
		j := opened(t, setting{Options: relay.Options{Linger: time.Minute}})
		unit, answer := data(333), octets(t, badDTAnswer)
		var all sync.WaitGroup
		var answered atomic.Int32
		all.Go(func() {
			for answered.Load() == 0 {
				if _, err := j.ends[1].Write(unit); err != nil {
					t.Error(err)
					break
				}
			}
			j.ends[1].(*net.TCPConn).CloseWrite()
		})
		all.Go(func() {
			j.ends[0].Write(bytes.Repeat(unit, 10))
			time.Sleep(time.Millisecond)
			j.ends[0].Write(octets(t, badDT))
		})
		all.Go(func() {
			if b, err := io.ReadAll(j.ends[1]); !bytes.Equal(b, bytes.Repeat(unit, 10)) {
				t.Errorf("the responder got %d octets, %v", len(b), err)
			}
		})
		b := rest(t, j.ends[0])
		answered.Store(1)
		units, ok := bytes.CutSuffix(b, answer)
		if !ok || !bytes.Equal(units, bytes.Repeat(unit, len(units)/len(unit))) {
			t.Errorf("%d octets, the last %x", len(b), b[max(0, len(b)-20):])
		}
		j.ends[0].Close()
		all.Wait()
		j.end(t, relay.ErrRejected)
	}
}

// Both sides break rules at the same time: the connection ends once, for one of the reasons.
func TestBothRejected(t *testing.T) {
	t.Parallel()
	for range 50 {
		j := opened(t, setting{Options: relay.Options{Linger: 200 * time.Millisecond}})
		var all sync.WaitGroup
		for _, c := range j.ends {
			all.Go(func() {
				c.Write(bytes.Repeat(octets(t, badDT), 100))
				io.Copy(io.Discard, c)
				c.Close()
			})
		}
		all.Wait()
		j.end(t, relay.ErrRejected)
	}
}

// Who sends what is answered, and does not read, is given up after a time.
func TestFloodOfAnswers(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		j := join(t, setting{network: "pipe", Options: relay.Options{Write: 200 * time.Millisecond}})
		for bad := bytes.Repeat(octets(t, badCR), 1000); ; {
			if _, err := j.ends[0].Write(bad); err != nil {
				break
			}
			time.Sleep(time.Millisecond)
		}
		j.ends[0].Close()
		j.end(t, relay.ErrStalled)
		if s := j.counters.Stats(); s.Unanswered != 1 {
			t.Errorf("%+v", s)
		}
	})
}

// The other side's faults are answered to the other side.
func TestAnswerResponder(t *testing.T) {
	t.Parallel()
	j := opened(t, setting{})
	j.ends[1].Write(octets(t, plainDT+badDT))
	if b := rest(t, j.ends[1]); len(b) == 0 || b[5] != 0x70 {
		t.Errorf("answer %x", b)
	}
	if b := rest(t, j.ends[0]); !bytes.Equal(b, octets(t, plainDT)) {
		t.Errorf("the initiator got %x", b)
	}
	if e := j.end(t, relay.ErrRejected); e.From != responder {
		t.Errorf("%+v", e)
	}
}

// A unit that is dropped is answered, and the connection goes on.
func TestDropped(t *testing.T) {
	t.Parallel()
	for _, network := range []string{"tcp", "pipe"} {
		var verdicts collector
		j := join(t, setting{network: network, Options: relay.Options{Verdict: verdicts.take, Linger: 50 * time.Millisecond}})
		j.ends[0].Write(octets(t, badCR))
		answer := make([]byte, 12)
		if _, err := io.ReadFull(j.ends[0], answer); err != nil || !bytes.Equal(answer, octets(t, badCRAnswer)) {
			t.Errorf("answer %x, %v", answer, err)
		}
		j.say(t, initiator, plainCR)
		j.say(t, responder, plainCC)
		j.say(t, initiator, plainDT)
		j.ends[0].Close()
		j.ends[1].Close()
		j.end(t, nil)
		if got, want := verdicts.String(), "reject initiator transport.header, pass initiator, pass responder, pass initiator"; got != want {
			t.Errorf("%s: %s", network, got)
		}
		if s := j.counters.Stats(); s.Answers != 1 {
			t.Errorf("%+v", s)
		}
	}
}

// X.25: both sides of a call are told when the gate clears it.
func TestNotice(t *testing.T) {
	t.Parallel()
	policy := validate.Policy{Top: osi.Transport}
	j := join(t, setting{carrier: validate.XOT, policy: &policy})
	j.say(t, initiator, "0000000F 10010B 00 06 420707 430202 03010100")
	j.say(t, responder, "00000003 10010F")
	j.ends[0].Write(octets(t, "00000005 100100 FFFF"))
	for d, c := range j.ends {
		if b := rest(t, c); len(b) < 9 || b[6] != 0x13 {
			t.Errorf("%s got %x", osi.Direction(d), b)
		}
	}
	e := j.end(t, relay.ErrRejected)
	if e.Reaction != validate.ClearCall {
		t.Errorf("%+v", e)
	}
	if s := j.counters.Stats(); s.Answers != 2 {
		t.Errorf("%+v", s)
	}
}

// One side may end its direction and still listen.
func TestHalfClose(t *testing.T) {
	t.Parallel()
	j := opened(t, setting{})
	closeWrite(t, j.ends[0])
	if b := rest(t, j.ends[1]); len(b) > 0 {
		t.Errorf("%x", b)
	}
	unit := data(4096)
	j.ends[1].Write(unit)
	closeWrite(t, j.ends[1])
	if b := rest(t, j.ends[0]); !bytes.Equal(b, unit) {
		t.Errorf("%d octets", len(b))
	}
	j.end(t, nil)
}

// Where there are no half-closed connections, the end of one direction is that of both.
func TestNoHalfClose(t *testing.T) {
	t.Parallel()
	j := opened(t, setting{network: "pipe", Options: relay.Options{Linger: 50 * time.Millisecond}})
	j.ends[0].Close()
	if b := rest(t, j.ends[1]); len(b) > 0 {
		t.Errorf("%x", b)
	}
	j.end(t, nil)
}

// The part of a unit goes nowhere.
func TestCut(t *testing.T) {
	t.Parallel()
	j := opened(t, setting{})
	j.ends[0].Write(data(1000)[:999])
	closeWrite(t, j.ends[0])
	if b := rest(t, j.ends[1]); len(b) > 0 {
		t.Errorf("%x", b)
	}
	j.say(t, responder, plainDT)
	j.ends[1].Close()
	if e := j.end(t, relay.ErrCut); !errors.Is(e, io.ErrUnexpectedEOF) || e.From != initiator {
		t.Errorf("%+v", e)
	}
}

// A TSDU that passes TPDU by TPDU is cut, too, though all its TPDUs were whole; the other side gets
// what came of it.
func TestCutBulk(t *testing.T) {
	t.Parallel()
	const first = "03000008 02F00041"
	j := opened(t, setting{})
	j.say(t, initiator, first)
	closeWrite(t, j.ends[0])
	if b := rest(t, j.ends[1]); len(b) > 0 {
		t.Errorf("%x", b)
	}
	j.ends[1].Close()
	if e := j.end(t, relay.ErrCut); !errors.Is(e, io.ErrUnexpectedEOF) || e.From != initiator {
		t.Errorf("%+v", e)
	}
}

// Silence of both sides ends a connection; octets of either keep it.
func TestIdle(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		j := opened(t, setting{network: "pipe", Options: relay.Options{Idle: time.Second, Linger: 100 * time.Millisecond}})
		begun := time.Now()
		for range 4 {
			time.Sleep(300 * time.Millisecond)
			j.say(t, responder, plainDT)
		}
		for _, c := range j.ends {
			if b := rest(t, c); len(b) > 0 {
				t.Errorf("%x", b)
			}
		}
		if e := j.end(t, relay.ErrIdle); !errors.Is(e, os.ErrDeadlineExceeded) {
			t.Errorf("%+v", e)
		}
		if took := time.Since(begun); took != 2300*time.Millisecond { // 1.2 s with octets, Idle, Linger
			t.Errorf("after %v", took)
		}
	})
}

// A unit that has begun has its own time, and so has the first one, though octets come now and
// then.
func TestSlowUnit(t *testing.T) {
	t.Parallel()
	for name, first := range map[string]string{"nothing at all": "", "the first unit": plainCR[:9], "a later unit": plainCR + "0300"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				j := join(t, setting{network: "pipe", Options: relay.Options{Unit: 300 * time.Millisecond}})
				var sender sync.WaitGroup
				sender.Go(func() {
					j.ends[0].Write(octets(t, first))
					for name == "a later unit" {
						time.Sleep(50 * time.Millisecond)
						if _, err := j.ends[0].Write([]byte{4}); err != nil {
							return
						}
					}
				})
				rest(t, j.ends[1])
				j.ends[0].Close()
				sender.Wait()
				if e := j.end(t, relay.ErrSlow); e.From != initiator {
					t.Errorf("%+v", e)
				}
			})
		})
	}
}

// The time of a unit is its own: a flow whose reads always end within a unit is not slow.
func TestSteady(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		j := opened(t, setting{network: "pipe", Options: relay.Options{Unit: 2 * time.Second}})
		unit := data(64)
		j.ends[0].Write(unit[:32])
		for range 12 {
			time.Sleep(1900 * time.Millisecond)
			if _, err := j.ends[0].Write(append(bytes.Clone(unit[32:]), unit[:32]...)); err != nil {
				t.Fatal(err)
			}
			if _, err := io.ReadFull(j.ends[1], make([]byte, 64)); err != nil {
				t.Fatal(err)
			}
		}
		j.ends[0].Write(unit[32:])
		if _, err := io.ReadFull(j.ends[1], make([]byte, 64)); err != nil {
			t.Fatal(err)
		}
		j.ends[0].Close()
		j.ends[1].Close()
		j.end(t, nil)
	})
}

// The time that a side takes to read is not held against the sender's next unit.
func TestSlowReader(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		j := opened(t, setting{network: "pipe", Options: relay.Options{Unit: 200 * time.Millisecond, Buffer: 4096}})
		units := bytes.Repeat(data(3000), 2)
		go j.ends[0].Write(units) // one read ends within the second
		time.Sleep(600 * time.Millisecond)
		got := make([]byte, len(units))
		if _, err := io.ReadFull(j.ends[1], got); err != nil || !bytes.Equal(got, units) {
			t.Errorf("%v", err)
		}
		j.ends[0].Close()
		j.ends[1].Close()
		j.end(t, nil)
	})
}

// A side that does not read holds up what is for it alone, takes no memory for it, and is given up
// after a time.
func TestStalled(t *testing.T) {
	t.Parallel()
	for _, network := range []string{"tcp", "pipe"} {
		t.Run(network, func(t *testing.T) {
			t.Parallel()
			j := opened(t, setting{network: network, Options: relay.Options{Write: 5 * time.Second, Buffer: 8192, Linger: 100 * time.Millisecond}})
			unit := data(1000)
			sent := make(chan error, 1)
			go func() {
				for {
					if _, err := j.ends[0].Write(unit); err != nil {
						sent <- err
						return
					}
				}
			}()
			for range 10 { // the other direction lives meanwhile
				j.say(t, responder, plainDT)
				if held := j.guard.Stats().Memory; held > 128<<10 {
					t.Fatalf("%d octets held", held)
				}
				time.Sleep(10 * time.Millisecond)
			}
			if e := j.end(t, relay.ErrStalled); e.From != initiator || !errors.Is(e, os.ErrDeadlineExceeded) {
				t.Errorf("%+v", e)
			}
			j.ends[0].Close()
			<-sent
		})
	}
}

// A pipe has no buffer: what a relay takes while nobody reads is one buffer.
func TestOneBuffer(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		const buffer = 4096
		j := opened(t, setting{network: "pipe", Options: relay.Options{Buffer: buffer}})
		j.ends[0].SetWriteDeadline(time.Now().Add(300 * time.Millisecond))
		n, err := j.ends[0].Write(bytes.Repeat(data(1000), 1000))
		if !errors.Is(err, os.ErrDeadlineExceeded) || n != buffer {
			t.Errorf("%d octets, %v", n, err)
		}
		if held := j.guard.Stats().Memory; held > 16<<10 {
			t.Errorf("%d octets held", held)
		}
		j.ends[0].Close()
		j.ends[1].Close()
		j.end(t, relay.ErrFailed)
	})
}

// After the context's end the connection goes on for the time of grace; then all that had passed
// arrives, and the end.
func TestStop(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		j := opened(t, setting{network: "pipe", Options: relay.Options{Grace: 300 * time.Millisecond}})
		j.cancel()
		for range 5 {
			j.say(t, initiator, plainDT)
			time.Sleep(50 * time.Millisecond)
		}
		unit := data(4096)
		j.ends[1].Write(unit)
		for d, want := range [][]byte{unit, nil} {
			if b := rest(t, j.ends[d]); !bytes.Equal(b, want) {
				t.Errorf("%d octets", len(b))
			}
		}
		if e := j.end(t, relay.ErrStopped); !errors.Is(e, context.Canceled) {
			t.Errorf("%+v", e)
		}
	})
}

// Without grace the context's end is the connection's; a connection that ends within its grace ends
// in order.
func TestGrace(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		j := opened(t, setting{network: "pipe", Options: relay.Options{Grace: -1}})
		j.cancel()
		rest(t, j.ends[0])
		rest(t, j.ends[1])
		j.end(t, relay.ErrStopped)

		j = opened(t, setting{network: "pipe", Options: relay.Options{Grace: time.Hour}})
		j.cancel()
		j.ends[0].Close()
		j.ends[1].Close()
		j.end(t, nil)
	})
}

// What a side sent before it went away reaches the other one, though nothing can be written to it.
func TestGone(t *testing.T) {
	t.Parallel()
	j := opened(t, setting{network: "tcp", Options: relay.Options{Linger: 300 * time.Millisecond}})
	j.ends[1].Write(octets(t, plainDT))
	j.ends[1].Close()
	go func() {
		for { // the first is answered with a reset
			if _, err := j.ends[0].Write(data(1000)); err != nil {
				return
			}
			time.Sleep(time.Millisecond)
		}
	}()
	got := make([]byte, 8)
	if _, err := io.ReadFull(j.ends[0], got); err != nil || !bytes.Equal(got, octets(t, plainDT)) {
		t.Errorf("%x, %v", got, err)
	}
	if e := j.end(t, relay.ErrFailed); e.From != responder {
		t.Errorf("%+v", e)
	}
}

// A connection that fails ends the other one.
func TestFailed(t *testing.T) {
	t.Parallel()
	j := opened(t, setting{})
	j.ends[0].(*net.TCPConn).SetLinger(0)
	j.ends[0].Close()
	if b := rest(t, j.ends[1]); len(b) > 0 {
		t.Errorf("%x", b)
	}
	j.end(t, relay.ErrFailed)
}

// Nothing passes a stream that is closed already.
func TestClosedStream(t *testing.T) {
	t.Parallel()
	a, b := pair(t, "tcp")
	c, d := pair(t, "tcp")
	g := newGuard(t, validate.RFC1006())
	s := g.Stream(validate.TPKTs)
	s.Close()
	a.Write(octets(t, plainCR))
	err := relay.Run(t.Context(), b, c, s, relay.Options{Linger: 50 * time.Millisecond})
	if e := osi.AsError(err); e == nil || e.ID != "validate.closed" {
		t.Errorf("%v", err)
	}
	if got := rest(t, d); len(got) > 0 {
		t.Errorf("%x", got)
	}
}

// Units that are messages pass as messages, each TPDU of a TSDU by itself.
func TestMessages(t *testing.T) {
	t.Parallel()
	j := join(t, setting{network: "unixpacket", carrier: validate.NSDUs, Options: relay.Options{Buffer: 1000}})
	buf := make([]byte, 2000)
	for i, texts := range [][]string{{"09E00000000100C0010B"}, {"09D00001000200C0010B"}, {"02F00041", "02F00042", "02F08043"}, {"02F08044"}} {
		d := osi.Direction(i % 2)
		for _, text := range texts {
			j.ends[d].Write(octets(t, text))
		}
		for _, text := range texts {
			n, err := j.ends[d^1].Read(buf)
			if err != nil || !bytes.Equal(buf[:n], octets(t, text)) {
				t.Fatalf("%x, %v, want %s", buf[:n], err, text)
			}
		}
	}
	j.ends[0].Write(data(1000)[4:])
	j.ends[0].Write(data(1004)[4:])
	if n, err := j.ends[1].Read(buf); n != 996 || err != nil {
		t.Errorf("%d octets, %v", n, err)
	}
	j.ends[0].Close()
	j.ends[1].Close()
	j.end(t, relay.ErrMessage)
}

// A fault on one X.25 channel leaves the others alone.
func TestPackets(t *testing.T) {
	t.Parallel()
	policy := validate.Policy{Top: osi.Transport}
	j := join(t, setting{network: "unixpacket", carrier: validate.Packets, policy: &policy})
	buf := make([]byte, 2000)
	exchange := func(d osi.Direction, text string) {
		t.Helper()
		j.ends[d].Write(octets(t, text))
		if n, err := j.ends[d^1].Read(buf); err != nil || !bytes.Equal(buf[:n], octets(t, text)) {
			t.Fatalf("%x, %v, want %s", buf[:n], err, text)
		}
	}
	for _, channel := range []string{"1001", "1002"} {
		exchange(initiator, channel+"0B 00 06 420707 430202 03010100")
		exchange(responder, channel+"0F")
	}
	j.ends[0].Write(octets(t, "100100 FFFF"))
	for d, c := range j.ends {
		if n, err := c.Read(buf); err != nil || n < 5 || !bytes.Equal(buf[:3], octets(t, "100113")) {
			t.Errorf("%s: %x, %v", osi.Direction(d), buf[:n], err)
		}
	}
	exchange(initiator, "100200 06E00000000100")
	j.ends[0].Close()
	j.ends[1].Close()
	j.end(t, nil)
}
