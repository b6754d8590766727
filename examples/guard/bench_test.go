package main

import (
	"bytes"
	"encoding/binary"
	"io"
	"net"
	"strconv"
	"testing"
	"time"

	"github.com/osi-go/osi/validate"
)

// mms is a unit of size octets, up to 131 or from 300, of the data phase of an association of MMS:
// one value.
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

// plain is a proxy that looks at nothing, and copies in its process as the guard does.
func plain(l net.Listener, to string) {
	one := func(to, from net.Conn) {
		io.CopyBuffer(struct{ io.Writer }{to}, struct{ io.Reader }{from}, make([]byte, 64<<10))
		to.(*net.TCPConn).CloseWrite()
	}
	for {
		a, err := l.Accept()
		if err != nil {
			return
		}
		b, err := net.Dial("tcp", to)
		if err != nil {
			return
		}
		go one(a, b)
		go one(b, a)
	}
}

// associated returns both ends of an association of MMS through a proxy, as a recorded client and
// server begin it.
func associated(b *testing.B, addr string, server net.Listener) (ends [2]*net.TCPConn) {
	b.Helper()
	list := recorded(b, "../testdata/corpus/made/libiec61850_client5_tsel_ssel_psel.pcap", validate.TPKTs, validate.Default())
	turns := list[0].turns
	opening, said := list[0].opening()
	ends = connected(b, addr, server, opening)
	if _, err := io.ReadFull(ends[1], make([]byte, len(opening))); err != nil {
		b.Fatal(err)
	}
	for _, u := range turns[said:4] { // CC, CN, AC
		ends[u.from].Write(u.b)
		if _, err := io.ReadFull(ends[1-u.from], make([]byte, len(u.b))); err != nil {
			b.Fatal(err)
		}
	}
	for _, c := range ends {
		c.SetDeadline(time.Time{})
	}
	return ends
}

// Throughput of the whole guard, with limits, counters and quarantine, as a ratio to a proxy that
// looks at nothing; in turns, the best round of each. One Write is one unit, or 64 KiB of units.
func BenchmarkThroughput(b *testing.B) {
	for _, c := range []struct{ unit, chunk int }{{8192, 8192}, {8192, 65536}, {100, 100}, {100, 65500}} {
		b.Run(strconv.Itoa(c.unit)+"/"+strconv.Itoa(c.chunk), func(b *testing.B) {
			server, front := listen(b), listen(b)
			g := started(b, server, "-quarantine", b.TempDir()+"/q")
			go plain(front, server.Addr().String())
			ways := [2][2]*net.TCPConn{associated(b, g.addr, server), associated(b, front.Addr().String(), server)}
			chunk := bytes.Repeat(mms(c.unit), c.chunk/c.unit)
			total := len(chunk) * (8 << 20 / len(chunk))
			if c.chunk == 100 {
				total = 1 << 20 / 100 * 100
			}
			var best [2]time.Duration
			buf := make([]byte, 256<<10)
			b.SetBytes(int64(2 * total))
			for b.Loop() {
				for i, ends := range ways {
					begun := time.Now()
					go func() {
						for n := 0; n < total; n += len(chunk) {
							if _, err := ends[0].Write(chunk); err != nil {
								b.Error(err)
								return
							}
						}
					}()
					for n := 0; n < total; {
						k, err := ends[1].Read(buf)
						if n += k; err != nil {
							b.Fatal(err)
						}
					}
					if took := time.Since(begun); best[i] == 0 || took < best[i] {
						best[i] = took
					}
				}
			}
			b.ReportMetric(float64(total)/1e6/best[0].Seconds(), "guard-MB/s")
			b.ReportMetric(best[1].Seconds()/best[0].Seconds(), "ratio")
			for _, ends := range ways {
				ends[0].Close()
				ends[1].Close()
			}
			g.cancel()
		})
	}
}
