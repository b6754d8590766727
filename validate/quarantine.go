package validate

import (
	"encoding/binary"
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pkg/errors"

	"github.com/osi-go/osi"
)

// A Quarantine writes rejected units to pcapng files that Wireshark opens: each unit as a packet,
// with the verdict as its comment. It never blocks: what its queue or the files cannot take is
// counted and dropped. It is safe for concurrent use.
type Quarantine struct {
	config  QuarantineConfig
	queue   chan record
	done    chan struct{}
	once    sync.Once
	mu      sync.RWMutex // closing, against sends
	closed  bool
	dropped atomic.Uint64
	err     error // of a file; read after done
}

// QuarantineConfig says where and how much a Quarantine writes.
type QuarantineConfig struct {
	Path  string // of the file being written; full ones get ".1", ".2", … behind it, 1 being the youngest
	Size  int64  // octets of one file; 0 means 16 MiB
	Files int    // files kept, that being written included; 0 means 4
	Unit  int    // octets kept of one unit; 0 means 65535
	Queue int    // units waiting to be written; 0 means 256
}

// record is a unit on its way to the file.
type record struct {
	at      time.Time
	comment string
	octets  []byte // tags and unit
	length  int    // before it was cut to Unit
}

// NewQuarantine creates the file and starts writing. Close it.
func NewQuarantine(c QuarantineConfig) (*Quarantine, error) {
	for _, d := range []struct {
		to  *int
		def int
	}{{&c.Files, 4}, {&c.Unit, 65535}, {&c.Queue, 256}} {
		if *d.to <= 0 {
			*d.to = d.def
		}
	}
	if c.Size <= 0 {
		c.Size = 16 << 20
	}
	f, err := create(c.Path)
	if err != nil {
		return nil, err
	}
	q := &Quarantine{config: c, queue: make(chan record, c.Queue), done: make(chan struct{})}
	go q.write(f)
	return q, nil
}

// Put queues the rejected unit of v, copying its octets, and reports whether there was room.
// context, such as the peer's address, goes into the comment. A Verdict of another Action is
// ignored; so is what came late, which says nothing about its sender, and a nil Verdict or unknown
// Carrier.
func (q *Quarantine) Put(c Carrier, v *Verdict, at time.Time, context string) bool {
	if v == nil || !c.Valid() || v.Action != Reject || v.Late() {
		return true
	}
	q.mu.RLock()
	defer q.mu.RUnlock()
	if q.closed || len(q.queue) == cap(q.queue) {
		q.dropped.Add(1)
		return false
	}
	n := min(len(v.Octets), q.config.Unit)
	r := record{at: at, octets: appendTags(nil, dissectors[c])}
	r.length = len(r.octets) + len(v.Octets)
	r.octets = append(r.octets, v.Octets[:n]...)
	r.comment = fmt.Sprintf("%s: from %s, %s", context, v.From, v.Err)
	if e := osi.AsError(v.Err); e != nil {
		r.comment += fmt.Sprintf(" [%s, %s]", e.ID, v.Reaction)
	}
	select {
	case q.queue <- r:
		return true
	default:
		q.dropped.Add(1)
		return false
	}
}

// Dropped returns the number of units that were not written.
func (q *Quarantine) Dropped() uint64 { return q.dropped.Load() }

// Close writes what is queued and closes the file. It returns the first error of a file.
func (q *Quarantine) Close() error {
	q.once.Do(func() {
		q.mu.Lock()
		q.closed = true
		close(q.queue)
		q.mu.Unlock()
	})
	<-q.done
	return q.err
}

// write is the goroutine of the Quarantine. After an error of a file it drops what comes.
func (q *Quarantine) write(f *os.File) {
	defer close(q.done)
	var size int64
	b := appendHeader(nil)
	for r := range q.queue {
		if q.err != nil {
			q.dropped.Add(1)
			continue
		}
		b = appendPacket(b, &r)
		if size > 0 && size+int64(len(b)) > q.config.Size {
			if f, q.err = q.rotate(f); q.err != nil {
				q.dropped.Add(1)
				continue
			}
			size, b = 0, appendPacket(appendHeader(b[:0]), &r)
		}
		var n int
		n, q.err = f.Write(b)
		size, b = size+int64(n), b[:0]
	}
	if f == nil {
		return
	}
	if len(b) > 0 && q.err == nil {
		_, q.err = f.Write(b)
	}
	if err := f.Close(); q.err == nil {
		q.err = err
	}
	q.err = errors.Wrap(q.err, "quarantine")
}

// rotate closes f and begins a new file.
func (q *Quarantine) rotate(f *os.File) (*os.File, error) {
	if err := f.Close(); err != nil {
		return nil, err
	}
	name := func(i int) string {
		if i == 0 {
			return q.config.Path
		}
		return fmt.Sprintf("%s.%d", q.config.Path, i)
	}
	for i := q.config.Files - 1; i > 0; i-- {
		if err := os.Rename(name(i-1), name(i)); err != nil && !os.IsNotExist(err) {
			return nil, err
		}
	}
	return create(q.config.Path)
}

func create(path string) (*os.File, error) {
	f, err := os.OpenFile(path, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	return f, errors.Wrap(err, "quarantine")
}

// dissectors are Wireshark's names of what reads the units of a Carrier.
var dissectors = [...]string{TPKTs: "tpkt", NSDUs: "ositp", TSDUs: "ses", SSDUs: "pres", XOT: "xot", Packets: "x.25"}

// linkUpperPDU is LINKTYPE_WIRESHARK_UPPER_PDU: each packet begins with tags, which name its
// dissector.
const linkUpperPDU = 252

// appendTags appends the tags in front of a unit: tag 12, the dissector's name, and tag 0, the end.
func appendTags(b []byte, dissector string) []byte {
	n := uint16(len(dissector)+3) &^ 3 //nolint:gosec // a few octets
	b = binary.BigEndian.AppendUint16(b, 12)
	b = binary.BigEndian.AppendUint16(b, n)
	b = pad(append(b, dissector...), len(dissector))
	return append(b, 0, 0, 0, 0)
}

// appendHeader appends the section header and the interface, draft-ietf-opsawg-pcapng 4.1 and 4.2.
func appendHeader(b []byte) []byte {
	b = appendBlock(b, 0x0a0d0d0a, func(b []byte) []byte {
		b = binary.LittleEndian.AppendUint32(b, 0x1a2b3c4d)
		b = binary.LittleEndian.AppendUint32(b, 1) // version 1.0
		return binary.LittleEndian.AppendUint64(b, 1<<64-1)
	})
	return appendBlock(b, 1, func(b []byte) []byte {
		b = binary.LittleEndian.AppendUint16(b, linkUpperPDU)
		b = binary.LittleEndian.AppendUint16(b, 0)
		return binary.LittleEndian.AppendUint32(b, 0)
	})
}

// appendPacket appends an enhanced packet block with a comment, draft-ietf-opsawg-pcapng 4.3.
func appendPacket(b []byte, r *record) []byte {
	return appendBlock(b, 6, func(b []byte) []byte {
		at := uint64(r.at.UnixMicro())
		b = binary.LittleEndian.AppendUint32(b, 0)
		b = binary.LittleEndian.AppendUint32(b, uint32(at>>32))
		b = binary.LittleEndian.AppendUint32(b, uint32(at&0xffffffff))
		b = binary.LittleEndian.AppendUint32(b, uint32(len(r.octets))) //nolint:gosec // bounded by Unit
		b = binary.LittleEndian.AppendUint32(b, uint32(r.length))      //nolint:gosec // bounded by the limits
		b = pad(append(b, r.octets...), len(r.octets))
		comment := r.comment[:min(len(r.comment), 4096)]
		b = binary.LittleEndian.AppendUint16(b, 1)                    // opt_comment
		b = binary.LittleEndian.AppendUint16(b, uint16(len(comment))) //nolint:gosec // at most 4096
		b = pad(append(b, comment...), len(comment))
		return binary.LittleEndian.AppendUint32(b, 0) // opt_endofopt
	})
}

func pad(b []byte, n int) []byte {
	for ; n%4 != 0; n++ {
		b = append(b, 0)
	}
	return b
}

// appendBlock appends a block of the type with the body that f appends.
func appendBlock(b []byte, t uint32, f func([]byte) []byte) []byte {
	start := len(b)
	b = binary.LittleEndian.AppendUint32(b, t)
	b = binary.LittleEndian.AppendUint32(b, 0)
	b = f(b)
	n := uint32(len(b) - start + 4) //nolint:gosec // bounded by Unit
	binary.LittleEndian.PutUint32(b[start+4:], n)
	return binary.LittleEndian.AppendUint32(b, n)
}
