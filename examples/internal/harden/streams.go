package harden

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"slices"
	"testing/iotest"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/transport"
	"github.com/osi-go/osi/x25/xot"
)

// streams asserts that the frame readers make the same frames of octets, and end with the same
// error, however the octets come, and that the frames are the octets.
func streams(b []byte) error {
	for _, readFrames := range []func(io.Reader) ([]byte, []int, error){tpkts, xotFrames} {
		octets, ends, why := readFrames(bytes.NewReader(b))
		if !bytes.HasPrefix(b, octets) {
			return fmt.Errorf("a reader makes %x of them", octets)
		}
		for _, r := range []io.Reader{
			iotest.OneByteReader(bytes.NewReader(b)), iotest.HalfReader(bytes.NewReader(b)), iotest.DataErrReader(bytes.NewReader(b)),
		} {
			again, cuts, err := readFrames(r)
			if !bytes.Equal(again, octets) || !slices.Equal(cuts, ends) || err.Error() != why.Error() {
				return defect(fmt.Sprintf("%T: %x, %v, %v; whole %x, %v, %v", r, again, cuts, err, octets, ends, why))
			}
		}
		if e := osi.AsError(why); e == nil && !errors.Is(why, io.EOF) {
			return fmt.Errorf("%w is neither the end nor an *osi.Error", why)
		}
	}
	return nil
}

func tpkts(r io.Reader) (octets []byte, ends []int, err error) {
	for f := transport.NewReader(r, osi.Limits{}); ; {
		frame, err := f.Next()
		if err != nil {
			return octets, ends, err
		}
		octets = append(octets, frame...)
		ends = append(ends, len(octets))
	}
}

func xotFrames(r io.Reader) (octets []byte, ends []int, err error) {
	for f := xot.NewReader(r, osi.Limits{}); ; {
		frame, err := f.Next()
		if err != nil {
			return octets, ends, err
		}
		octets = append(octets, frame...)
		ends = append(ends, len(octets))
	}
}
