package relay_test

import (
	"bytes"
	"encoding/binary"
	"io"
	"net"
	"strconv"
	"testing"
	"time"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/validate"
	"github.com/osi-go/osi/validate/relay"
)

// mms is a unit of size octets, up to 131 or from 300, of the data phase that realAC has opened:
// one value of MMS.
func mms(size int) []byte {
	be := binary.BigEndian.AppendUint16
	b := be([]byte{3, 0}, uint16(size))
	b = append(b, 2, 0xf0, 0x80, 1, 0, 1, 0)
	for _, head := range [][]byte{{0x61}, {0x30}, {2, 1, 3, 0xa0}, {4}} {
		if b = append(b, head...); size < 132 {
			b = append(b, byte(size-len(b)-1))
		} else {
			b = be(append(b, 0x82), uint16(size-len(b)-3))
		}
	}
	return append(b, make([]byte, size-len(b))...)
}

// plain joins two connections without looking at what goes through. With splice the octets do not
// even enter the process, on Linux.
func plain(a, b net.Conn, splice bool) {
	done := make(chan bool)
	one := func(to, from net.Conn) {
		if splice {
			io.Copy(to, from)
		} else {
			io.CopyBuffer(struct{ io.Writer }{to}, struct{ io.Reader }{from}, make([]byte, 64<<10))
		}
		to.(*net.TCPConn).CloseWrite()
		done <- true
	}
	go one(a, b)
	one(b, a)
	<-done
	a.Close()
	b.Close()
}

// A lane is an association through one kind of proxy.
type lane struct {
	from, to net.Conn
	best     time.Duration // of a round
}

func newLane(b testing.TB, proxy func(initiator, responder net.Conn)) *lane {
	b.Helper()
	from, in := pair(b, "tcp")
	out, to := pair(b, "tcp")
	for _, c := range []net.Conn{from, in, out, to} {
		c.SetDeadline(time.Time{})
	}
	go proxy(in, out)
	l := &lane{from: from, to: to}
	ends := [2]net.Conn{from, to}
	for i, text := range []string{realCR, realCC, realCN, realAC, realDT} {
		move(b, ends[i%2], ends[1-i%2], text)
	}
	return l
}

// run sends total octets, in Writes of chunk, and waits until they have arrived.
func (l *lane) run(b *testing.B, chunk []byte, total int) {
	b.Helper()
	begun := time.Now()
	go func() {
		for n := 0; n < total; n += len(chunk) {
			if _, err := l.from.Write(chunk); err != nil {
				b.Error(err)
				return
			}
		}
	}()
	buf := make([]byte, 256<<10)
	for n := 0; n < total; {
		k, err := l.to.Read(buf)
		if n += k; err != nil {
			b.Fatal(err)
		}
	}
	if took := time.Since(begun); l.best == 0 || took < l.best {
		l.best = took
	}
}

// Throughput of Run against proxies that look at nothing, in one run and in turns, the best round
// of each. "ratio" is that to io.CopyBuffer, "splice" that to io.Copy, which stays in the kernel,
// and "hook" that of Run with a hook to Run without. One Write is one unit, or 64 KiB of units.
func BenchmarkRun(b *testing.B) {
	g := newGuard(b, validate.Default())
	through := func(o relay.Options) func(x, y net.Conn) {
		return func(x, y net.Conn) { relay.Run(b.Context(), x, y, g.Stream(validate.TPKTs), o) }
	}
	for _, c := range []struct{ unit, chunk int }{{8192, 8192}, {8192, 65536}, {100, 100}, {100, 65500}} {
		name := strconv.Itoa(c.unit) + "/" + strconv.Itoa(c.chunk)
		b.Run(name, func(b *testing.B) {
			lanes := []*lane{
				newLane(b, through(relay.Options{})),
				newLane(b, func(x, y net.Conn) { plain(x, y, false) }),
				newLane(b, func(x, y net.Conn) { plain(x, y, true) }),
				newLane(b, through(relay.Options{Verdict: func(*validate.Verdict) {}})),
			}
			chunk := bytes.Repeat(mms(c.unit), c.chunk/c.unit)
			total := len(chunk) * (8 << 20 / len(chunk))
			if c.chunk == 100 {
				total = 1 << 20 / 100 * 100
			}
			b.SetBytes(int64(total * len(lanes)))
			for b.Loop() {
				for _, l := range lanes {
					l.run(b, chunk, total)
				}
			}
			mine := lanes[0].best.Seconds()
			b.ReportMetric(float64(total)/1e6/mine, "relay-MB/s")
			b.ReportMetric(lanes[1].best.Seconds()/mine, "ratio")
			b.ReportMetric(lanes[2].best.Seconds()/mine, "splice")
			b.ReportMetric(mine/lanes[3].best.Seconds(), "hook")
		})
	}
}

// In the data phase a unit costs no allocation, through Run and through a Conn at either end.
func TestAllocations(t *testing.T) {
	if race {
		t.Skip("the race detector allocates")
	}
	g := newGuard(t, validate.Default())
	for _, size := range []int{100, 8192} {
		var counters relay.Counters
		o := relay.Options{Counters: &counters, Verdict: func(*validate.Verdict) {}}
		unit, buf := mms(size), make([]byte, 64<<10)
		l := newLane(t, func(x, y net.Conn) { relay.Run(t.Context(), x, y, g.Stream(validate.TPKTs), o) })
		a, b := pair(t, "tcp")
		ends := [2]net.Conn{
			relay.NewConn(a, responder, g.Stream(validate.TPKTs), o), relay.NewConn(b, initiator, g.Stream(validate.TPKTs), o),
		}
		for i, text := range []string{realCR, realCC, realCN, realAC, realDT} {
			move(t, ends[i%2], ends[1-i%2], text)
		}
		for name, way := range map[string][2]net.Conn{"Run": {l.from, l.to}, "Conn": ends} {
			for d := range way {
				one := func() {
					if _, err := way[d].Write(unit); err != nil {
						t.Fatal(err)
					}
					if _, err := io.ReadFull(way[1-d], buf[:size]); err != nil {
						t.Fatal(err)
					}
				}
				one()
				if n := testing.AllocsPerRun(200, one); n > 0 {
					t.Errorf("%s, %d octets from the %s: %v allocations", name, size, osi.Direction(d), n)
				}
			}
		}
	}
}
