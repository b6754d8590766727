package relay_test

import (
	"bytes"
	"errors"
	"io"
	"net"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/vectors"
	"github.com/osi-go/osi/validate"
	"github.com/osi-go/osi/validate/relay"
)

// A played is a connection whose peer is a test: it gets chunks one by one, and keeps what is
// written to it.
type played struct {
	net.Conn // nil

	mu       sync.Mutex
	changed  *sync.Cond
	chunks   [][]byte
	deadline time.Time
	eager    bool // a Read does not wait
	waiting  bool // a Read waits
	ended    bool // the peer has
	closed   bool
	out      []byte
}

func play(eager bool) *played {
	p := &played{eager: eager}
	p.changed = sync.NewCond(&p.mu)
	return p
}

func (p *played) Read(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	for {
		switch {
		case p.closed:
			return 0, net.ErrClosed
		case !p.deadline.IsZero() && !time.Now().Before(p.deadline):
			return 0, os.ErrDeadlineExceeded
		case len(p.chunks) > 0:
			n := copy(b, p.chunks[0])
			if p.chunks[0] = p.chunks[0][n:]; len(p.chunks[0]) == 0 {
				p.chunks = p.chunks[1:]
			}
			return n, nil
		case p.ended:
			return 0, io.EOF
		case p.eager:
			return 0, os.ErrDeadlineExceeded
		}
		p.waiting = true
		p.changed.Broadcast()
		p.changed.Wait()
		p.waiting = false
	}
}

func (p *played) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return 0, net.ErrClosed
	}
	p.out = append(p.out, b...)
	return len(b), nil
}

func (p *played) set(change func()) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	change()
	p.changed.Broadcast()
	return nil
}

func (p *played) Close() error                     { return p.set(func() { p.closed = true }) }
func (p *played) CloseWrite() error                { return nil }
func (p *played) SetWriteDeadline(time.Time) error { return nil }
func (p *played) end()                             { p.set(func() { p.ended = true }) }

func (p *played) SetReadDeadline(t time.Time) error {
	if d := time.Until(t); d > 0 && d < time.Second {
		time.AfterFunc(d, func() { p.set(func() {}) })
	}
	return p.set(func() { p.deadline = t })
}

// feed gives the other end b, and returns when it has done with it.
func (p *played) feed(b []byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.chunks = append(p.chunks, bytes.Clone(b))
	p.changed.Broadcast()
	for !p.eager && !p.closed && (len(p.chunks) > 0 || !p.waiting) {
		p.changed.Wait()
	}
}

// A wish is what a script should lead to: it is what Stream.Check says.
type wish struct {
	out  [2][]byte // to each side
	rule string    // of the rejection that ended the connection
	held bool      // a unit of the last direction is not whole
}

// take judges one chunk. alone says that what follows a rejected unit is lost.
func (w *wish) take(s *validate.Stream, d osi.Direction, b []byte, alone bool) (rule string) {
	for len(b) > 0 {
		var v validate.Verdict
		v, b = s.Check(d, b)
		w.held = v.Action == validate.Hold
		switch v.Action {
		case validate.Hold:
		case validate.Pass:
			w.out[d^1] = append(w.out[d^1], v.Octets...)
		case validate.Reject:
			rule = osi.AsError(v.Err).ID
			for _, u := range v.Answer {
				w.out[d] = append(w.out[d], u...)
			}
			if v.Heard {
				for _, u := range v.Notice {
					w.out[d^1] = append(w.out[d^1], u...)
				}
			}
			if s.Closed() {
				w.rule = rule
				return rule
			}
			if alone {
				return rule
			}
		}
	}
	return rule
}

// chunks reads a script: records of one octet of direction and length of the chunk, 1 to 128, and
// the chunk.
func chunks(script []byte) func(yield func(osi.Direction, []byte) bool) {
	return func(yield func(osi.Direction, []byte) bool) {
		for len(script) > 1 {
			n := min(int(script[0]&0x7f)+1, len(script)-1)
			if !yield(osi.Direction(script[0]>>7), script[1:1+n]) {
				return
			}
			script = script[1+n:]
		}
	}
}

func script(d osi.Direction, b []byte, piece int) (script []byte) {
	for part := range pieces(b, piece) {
		script = append(append(script, byte(d)<<7|byte(len(part)-1)), part...)
	}
	return script
}

func seed(f *testing.F) {
	f.Helper()
	add := func(carrier validate.Carrier, all []byte) { f.Add(uint8(carrier), uint16(4000), all) }
	for _, piece := range []int{128, 5} {
		var all []byte
		for i, text := range []string{realCR, realCC, realCN, realAC, realDT, realDT, realDT + "04"} {
			all = append(all, script(osi.Direction(i%2), octets(f, text), piece)...)
		}
		add(validate.TPKTs, all)
		all = nil
		for i, text := range []string{badCR + plainCR, plainCC, plainDT, plainDT + plainDT, "03000008 02F00041" + plainDT, badDT} {
			all = append(all, script(osi.Direction(i%2), octets(f, text), piece)...)
		}
		add(validate.TPKTs, all)
		all = nil
		for i, packet := range []string{"10010B 00 06 420707 430202 03010100", "10010F", "100100 06E00000000100", "100120 06D00001000200", "100122 02F08041", "100141", "100124 FFFF"} {
			b := octets(f, packet)
			all = append(all, script(osi.Direction(i%2), append([]byte{0, 0, 0, byte(len(b))}, b...), piece)...)
			if piece == 128 {
				add(validate.Packets, script(osi.Direction(i%2), b, piece))
			}
		}
		add(validate.XOT, all)
	}
	for _, layer := range []string{"transport", "session"} {
		list, err := vectors.Load(layer)
		if err != nil {
			f.Fatal(err)
		}
		for i := range list {
			if b := list[i].Octets; len(b) < 100 {
				add(validate.NSDUs, script(initiator, b, 128))
			}
		}
	}
}

func inputs(carrier uint8, buffer uint16) (validate.Carrier, relay.Options) {
	c := validate.Carrier(carrier % 6)
	o := relay.Options{Buffer: int(buffer) + 1, Linger: time.Millisecond, Grace: -1}
	if c != validate.TPKTs && c != validate.XOT {
		o.Buffer = 1000 // more than a message
	}
	return c, o
}

// What Run passes, answers and ends is what Stream.Check says, whatever the chunks and their order.
func FuzzRun(f *testing.F) {
	seed(f)
	g := newGuard(f, validate.Default())
	f.Fuzz(func(t *testing.T, carrier uint8, buffer uint16, script []byte) {
		c, o := inputs(carrier, buffer)
		reference, sides := g.Stream(c), [2]*played{play(false), play(false)}
		defer reference.Close()
		done := make(chan error, 1)
		go func() { done <- relay.Run(t.Context(), sides[0], sides[1], g.Stream(c), o) }()
		var want wish
		var held [2]bool
		for d, b := range chunks(script) {
			for part := range pieces(b, o.Buffer) { // of one Read
				want.take(reference, d, part, false)
				sides[d].feed(part)
				if held[d] = want.held; reference.Closed() {
					break
				}
			}
			if reference.Closed() {
				break
			}
		}
		sides[0].end()
		sides[1].end()
		err := <-done
		switch rule := osi.AsError(err); {
		case want.rule != "":
			if rule == nil || rule.ID != want.rule || !errors.Is(err, relay.ErrRejected) {
				t.Errorf("%v, want %s", err, want.rule)
			}
		case held != [2]bool{}:
			if !errors.Is(err, relay.ErrCut) {
				t.Errorf("%v, want the end within a unit", err)
			}
		case err != nil:
			t.Errorf("%v", err)
		}
		for d := range sides {
			if !bytes.Equal(sides[d].out, want.out[d]) {
				t.Errorf("%s got %x, want %x", osi.Direction(d), sides[d].out, want.out[d])
			}
		}
		reference.Close()
		if s := g.Stats(); s.Streams != 0 || s.Memory != 0 || s.Panics != 0 {
			t.Errorf("afterwards %+v", s)
		}
	})
}

// What a Conn reads, writes and answers is what Stream.Check says, whatever the chunks and their
// order. The initiator is the peer.
func FuzzConn(f *testing.F) {
	seed(f)
	g := newGuard(f, validate.Default())
	f.Fuzz(func(t *testing.T, carrier uint8, buffer uint16, script []byte) {
		kind, o := inputs(carrier, buffer)
		reference, peer := g.Stream(kind), play(true)
		defer reference.Close()
		c := relay.NewConn(peer, initiator, g.Stream(kind), o)
		var want wish
		var got []byte
		p := make([]byte, int(buffer>>8)+1)
		for d, b := range chunks(script) {
			var err error
			var rule string
			if d == initiator {
				for part := range pieces(b, o.Buffer) {
					rule = want.take(reference, d, part, false)
					if want.rule != "" {
						break
					}
				}
				peer.feed(b)
				for err == nil {
					var n int
					n, err = c.Read(p)
					got = append(got, p[:n]...)
				}
				if errors.Is(err, os.ErrDeadlineExceeded) {
					err = nil
				}
				if want.rule == "" {
					rule = "" // of a unit that was dropped
				}
			} else {
				was := len(want.out[responder])
				rule = want.take(reference, d, b, true)
				want.out[responder] = want.out[responder][:was] // the answer is the error
				_, err = c.Write(b)
			}
			if e := osi.AsError(err); (e == nil) != (rule == "") || e != nil && (e.ID != rule || !errors.Is(err, relay.ErrRejected)) {
				t.Errorf("%s: %v, want %q", d, err, rule)
			}
			if reference.Closed() {
				break
			}
		}
		peer.end()
		c.Close()
		if !bytes.Equal(got, want.out[responder]) {
			t.Errorf("read %x, want %x", got, want.out[responder])
		}
		if !bytes.Equal(peer.out, want.out[initiator]) {
			t.Errorf("the peer got %x, want %x", peer.out, want.out[initiator])
		}
		reference.Close()
		if s := g.Stats(); s.Streams != 0 || s.Memory != 0 || s.Panics != 0 {
			t.Errorf("afterwards %+v", s)
		}
	})
}
