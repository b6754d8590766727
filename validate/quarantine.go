package validate

import (
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	"github.com/pkg/errors"

	"github.com/osi-go/osi"
)

// A Quarantine writes rejected units to pcapng files that Wireshark opens. Each unit is a packet
// with the verdict as its comment. A Quarantine never blocks: units that its queue or its files
// cannot take are counted and dropped. It is safe for concurrent use. The zero Quarantine is a
// closed one.
//
// No file is ever overwritten: opening a Quarantine rotates the files of an earlier one. A
// process that is killed leaves files that are readable up to the last record, which may be cut
// off. Only one Quarantine at a time can have a path. After an error such as a full disk, it
// tries again with each record. If the file is removed, renamed, replaced or truncated, the next
// record begins another.
type Quarantine struct {
	config  QuarantineConfig
	queue   chan record
	done    chan struct{}
	once    sync.Once
	mu      sync.RWMutex // closing, against sends
	closed  bool
	dropped atomic.Uint64
	err     error // of the file, while writing fails; read after done
}

// QuarantineConfig says where and how much a Quarantine writes.
type QuarantineConfig struct {
	// Path is the path of the file being written. Earlier files have ".1", ".2", … appended, the
	// youngest ".1". Path with ".lock" appended is a file that is locked while the Quarantine is open,
	// and is not removed. Path with ".new" appended is a file that is about to become Path.
	Path string
	// Size bounds the octets of one file, unless its only record is longer. 0 means 16 MiB.
	Size int64
	// Files bounds the octets of all files together, which have at most Files × Size. The range is 2
	// to 1 000, and 0 means 4. There may be more files, up to 1 000, if restarts have rotated them
	// before they were full. Two files are kept even if their only records are longer than Size.
	Files int
	Unit  int // octets kept of one unit; 0 means 65535, and the most is 262128, what Wireshark reads
	Queue int // units waiting to be written; 0 means 256

	// Report, if not nil, is called on the goroutine of the Quarantine: with the error when writing
	// begins to fail, and with nil when it works again.
	Report func(error)
}

// record is a unit on its way to the file.
type record struct {
	at      time.Time
	comment string
	octets  []byte // tags and unit
	length  int    // before it was cut to Unit
}

// NewQuarantine locks Path, rotates the files that are there, creates a new one and starts a
// goroutine that writes it until Close. The error is [ErrQuarantineInUse] if another Quarantine
// has the path, in this process or another; otherwise it is that of the file.
func NewQuarantine(c QuarantineConfig) (*Quarantine, error) {
	for _, d := range []struct {
		to  *int
		def int
	}{{&c.Files, 4}, {&c.Unit, 65535}, {&c.Queue, 256}} {
		if *d.to <= 0 {
			*d.to = d.def
		}
	}
	c.Files = min(max(c.Files, 2), mostQuarantined)
	c.Unit = min(c.Unit, mostUnit)
	if c.Size <= 0 {
		c.Size = 16 << 20
	}
	c.Size = min(c.Size, 1<<50) // all files together have no more than an int64 counts
	f, err := openQuarantine(c)
	if err != nil {
		return nil, errors.Wrap(err, "quarantine")
	}
	q := &Quarantine{config: c, queue: make(chan record, c.Queue), done: make(chan struct{})}
	go q.write(f)
	return q, nil
}

// Put queues the rejected unit of v, copying its octets, and reports whether there was room.
// context, such as the peer's address, goes into the comment, up to 1024 octets of it, with the
// rule, its clause, the octet at fault, counted in Verdict.Faulty, and the reaction. A Verdict of
// another Action is ignored; so is what came late, which says nothing about its sender, and a nil
// Verdict or unknown Carrier.
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
	r.comment = fmt.Sprintf("%s: from %s, %s", context[:min(len(context), 1024)], v.From, v.Err)
	if e := osi.AsError(v.Err); e != nil && e.Rule != nil {
		r.comment += fmt.Sprintf(" [rule %s; clause %s; octet %d; %s]", e.ID, e.Clause, e.Offset, v.Reaction)
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

// Close writes what is queued, closes the file and gives up the path. It returns the error of the
// file if writing fails at that time.
func (q *Quarantine) Close() error {
	if q.queue == nil {
		return nil
	}
	q.once.Do(func() {
		q.mu.Lock()
		q.closed = true
		close(q.queue)
		q.mu.Unlock()
	})
	<-q.done
	return errors.Wrap(q.err, "quarantine")
}

// write is the goroutine of the Quarantine.
func (q *Quarantine) write(f *quarantineFile) {
	defer close(q.done)
	var b []byte
	for r := range q.queue {
		b = appendPacket(b[:0], &r)
		err := f.add(b)
		if err != nil {
			q.dropped.Add(1)
		}
		if (err == nil) != (q.err == nil) && q.config.Report != nil {
			q.config.Report(errors.Wrap(err, "quarantine"))
		}
		q.err = err
	}
	if err := f.close(); q.err == nil {
		q.err = err
	}
}
