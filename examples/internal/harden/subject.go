package harden

import (
	"bytes"
	"errors"
	"fmt"
	"runtime"
	"runtime/debug"

	"github.com/osi-go/osi"
)

// A value is what a decoder makes of octets.
type value interface {
	AppendBinary(b []byte) ([]byte, error)
}

// A subject is one way to decode octets, and what holds for it.
type subject struct {
	name  string
	fresh func(b []byte) (value, error)
	// reused decodes with what earlier calls have left behind; nil where nothing can be reused.
	reused func(b []byte) (value, error)
	// answer returns what the standard suggests to do about an error, and what to send. nil: the layer
	// answers nothing.
	answer func(err error, b []byte) (osi.Action, value)
	// receive decodes an answer as the peer does.
	receive func(answer value, b []byte) error
	// encode encodes a value of fresh; nil: AppendBinary.
	encode func(v value, b []byte) ([]byte, error)
	// exact says that what is decoded encodes to the same octets.
	exact bool
	// then is told what has been accepted; nil: nobody is.
	then func(v value)
}

// A defect says which invariant does not hold.
type defect string

func (d defect) Error() string { return string(d) }

// A checker asserts what must hold for any octets. Its buffers are used again.
type checker struct {
	before, first, second []byte
	checked, accepted     int
	rules                 map[*osi.Rule]int // that refused
}

// maxAllocation returns how many octets decoding n octets may allocate.
func maxAllocation(n int) uint64 { return uint64(64*n + 16<<10) } //nolint:gosec // no length is negative

// check asserts what holds for any octets, and says what does not.
func (c *checker) check(s *subject, b []byte) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%s: panic: %v\n%s", s.name, p, debug.Stack())
		}
	}()
	c.before = append(c.before[:0], b...)
	err = c.decode(s, b)
	if !bytes.Equal(c.before, b) {
		return defect(fmt.Sprintf("%s: the input has become %x, %v", s.name, b, err))
	}
	if err != nil {
		return fmt.Errorf("%s: %w", s.name, err)
	}
	return nil
}

func (c *checker) decode(s *subject, b []byte) (fault error) {
	decode := s.reused
	if decode == nil {
		decode = s.fresh
	}
	v, err := decode(b)
	switch {
	case err != nil:
		fault = c.refuse(s, b, v, err)
	case v == nil:
		fault = errors.New("neither a value nor an error")
	default:
		c.accepted++
		fault = c.encode(s, decode, b, v)
	}
	c.checked++
	if fault == nil && s.reused != nil && c.checked%perFresh == 1 {
		fault = c.compare(s, b, err)
	}
	return fault
}

// compare asserts that a fresh decoder makes of b what the reused one has made: err, or the value
// that [checker.encode] has encoded.
func (c *checker) compare(s *subject, b []byte, err error) error {
	v, again := s.fresh(b)
	if err == nil && again == nil && v != nil {
		c.second, again = s.append(c.second[:0], v)
		if again != nil || !bytes.Equal(c.second, c.first[4:]) {
			return defect(fmt.Sprintf("a fresh decoder gives %x, %v, a reused one %x", c.second, again, c.first[4:]))
		}
		return nil
	}
	e, ok := err.(*osi.Error)     //nolint:errorlint // a codec wraps nothing
	f, also := again.(*osi.Error) //nolint:errorlint // likewise
	if !ok || !also || e.Rule != f.Rule || e.PDU != f.PDU || e.Offset != f.Offset || e.Got != f.Got || e.Want != f.Want {
		return defect(fmt.Sprintf("a fresh decoder says %v, a reused one %v", again, err))
	}
	if v != nil {
		return fmt.Errorf("%w, with a result", f)
	}
	return nil
}

// refuse checks an error, and that what answers it encodes and is what its receiver decodes.
func (c *checker) refuse(s *subject, b []byte, v value, err error) error {
	e, ok := err.(*osi.Error) //nolint:errorlint // a codec wraps nothing
	switch {
	case !ok:
		return fmt.Errorf("%w is no *osi.Error", err)
	case v != nil:
		return fmt.Errorf("%w, with a result", e)
	case e.Rule == nil || e.Offset < 0 || e.Offset > len(b):
		return fmt.Errorf("%w: octet %d of %d", e, e.Offset, len(b))
	}
	c.rules[e.Rule]++
	if s.answer == nil {
		return nil
	}
	action, answer := s.answer(err, b)
	switch {
	case answer != nil:
		if c.first, err = answer.AppendBinary(c.first[:0]); err == nil {
			err = s.receive(answer, c.first)
		}
		if err != nil {
			return fmt.Errorf("the answer to %w: %w", e, err)
		}
	case action == osi.Send || action == osi.SendAndDisconnect:
		return fmt.Errorf("the answer to %w: %v, and there is none", e, action)
	}
	return nil
}

// append appends v as s encodes it.
func (s *subject) append(b []byte, v value) ([]byte, error) {
	if s.encode != nil {
		return s.encode(v, b)
	}
	return v.AppendBinary(b)
}

// encode checks that decoding what v encodes to gives the same octets.
func (c *checker) encode(s *subject, decode func([]byte) (value, error), b []byte, v value) (err error) {
	c.first, err = s.append(append(c.first[:0], "kept"...), v)
	switch {
	case err != nil:
		return defect(fmt.Sprintf("%+v does not encode: %v", v, err))
	case !bytes.HasPrefix(c.first, []byte("kept")):
		return fmt.Errorf("%+v: what was in the buffer is lost", v)
	case s.exact && !bytes.Equal(c.first[4:], b):
		return fmt.Errorf("%+v encodes to %x", v, c.first[4:])
	}
	if s.then != nil {
		s.then(v)
	}
	out := c.first[4:]
	if v, err = decode(out); err != nil {
		return fmt.Errorf("encodes to %x: %w", out, err)
	}
	if c.second, err = s.append(c.second[:0], v); err != nil || !bytes.Equal(c.second, out) {
		return defect(fmt.Sprintf("encodes to %x, then to %x, %v", out, c.second, err))
	}
	return nil
}

// allocates checks how much decoding b allocates. It stops the world: only a sample is measured.
func (c *checker) allocates(s *subject, b []byte) (err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("%s: panic: %v", s.name, p)
		}
	}()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	v, _ := s.fresh(b)
	runtime.ReadMemStats(&after)
	runtime.KeepAlive(v)
	if n := after.TotalAlloc - before.TotalAlloc; n > maxAllocation(len(b)) {
		return fmt.Errorf("%s: %d octets allocated for %d", s.name, n, len(b))
	}
	return nil
}

// of makes a value and an error of what a decoder returns, whose result may be a nil pointer.
func of[T interface {
	comparable
	value
}](v T, err error) (value, error) {
	var none T
	if err != nil && v == none {
		return nil, err
	}
	return v, err
}

// answered makes a value of an answer, which may be a nil pointer.
func answered[T interface {
	comparable
	value
}](a osi.Action, p T) (osi.Action, value) {
	var none T
	if p == none {
		return a, nil
	}
	return a, p
}
