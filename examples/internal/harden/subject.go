package harden

import (
	"bytes"
	"errors"
	"fmt"
	"reflect"
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
	// answer returns the answer that the standard suggests to an error, if any, and why it is none
	// that the peer could decode. nil: the layer answers nothing.
	answer func(err error, b []byte) error
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

// A checker asserts the invariants of DESIGN 6.9. Its buffers are used again.
type checker struct {
	before, first, second, third []byte
	accepted, refused            int
	rules                        map[string]int
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

func (c *checker) decode(s *subject, b []byte) error {
	v, err := s.fresh(b)
	w, again := v, err
	if s.reused != nil {
		w, again = s.reused(b)
	}
	switch {
	case err != nil || again != nil:
		return c.refuse(s, b, v, w, err, again)
	case v == nil || w == nil:
		return fmt.Errorf("neither a value nor an error")
	}
	c.accepted++
	return c.encode(s, b, v, w)
}

// refuse checks an error.
func (c *checker) refuse(s *subject, b []byte, v, w value, err, again error) error {
	e, ok := err.(*osi.Error)     //nolint:errorlint // a codec wraps nothing
	f, also := again.(*osi.Error) //nolint:errorlint // likewise
	switch {
	case !ok || !also:
		return defect(fmt.Sprintf("a fresh decoder says %v, a reused one %v", err, again))
	case e.Rule != f.Rule || e.PDU != f.PDU || e.Offset != f.Offset || e.Got != f.Got || e.Want != f.Want:
		return defect(fmt.Sprintf("a fresh decoder says %v, a reused one %v", e, f))
	case v != nil || w != nil:
		return fmt.Errorf("%w, with a result", e)
	case e.Rule == nil || e.Offset < 0 || e.Offset > len(b):
		return fmt.Errorf("%w: octet %d of %d", e, e.Offset, len(b))
	}
	c.refused++
	c.rules[e.ID]++
	if s.answer != nil {
		if fault := s.answer(err, b); fault != nil {
			return fmt.Errorf("the answer to %w: %w", e, fault)
		}
	}
	return nil
}

// encode checks that decoding what v encodes to gives the same octets, and that w equals v.
func (c *checker) encode(s *subject, b []byte, v, w value) error {
	encode := s.encode
	if encode == nil {
		encode = value.AppendBinary
	}
	var err, also error
	c.first, err = encode(v, append(c.first[:0], "kept"...))
	c.second, also = encode(w, append(c.second[:0], "kept"...))
	switch {
	case err != nil || also != nil:
		return defect(fmt.Sprintf("%+v does not encode: %v", v, errors.Join(err, also)))
	case !bytes.HasPrefix(c.first, []byte("kept")):
		return fmt.Errorf("%+v: what was in the buffer is lost", v)
	case !bytes.Equal(c.first, c.second):
		return fmt.Errorf("a fresh decoder gives %x, a reused one %x", c.first, c.second)
	case s.exact && !bytes.Equal(c.first[4:], b):
		return fmt.Errorf("%+v encodes to %x", v, c.first[4:])
	}
	if s.then != nil {
		s.then(v)
	}
	out := c.first[4:]
	x, err := s.fresh(out)
	if err != nil {
		return fmt.Errorf("%+v encodes to %x: %w", v, out, err)
	}
	if c.third, err = encode(x, c.third[:0]); err != nil || !bytes.Equal(c.third, out) {
		return defect(fmt.Sprintf("%+v encodes to %x, then to %x, %v", v, out, c.third, err))
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
func of[T value](v T, err error) (value, error) {
	if err != nil && reflect.ValueOf(&v).Elem().IsZero() {
		return nil, err
	}
	return v, err
}
