package validate

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/stack"
	"github.com/osi-go/osi/transport"
	"github.com/osi-go/osi/x25/xot"
)

// input is what is held of one direction.
type input struct {
	buf  []byte // whole frames or NSDUs of a unit, then a frame that is not whole
	done int    // octets of whole ones in buf
	ends []int  // of the NSDUs in buf
	lent bool   // buf is in a Verdict: it is to be emptied
}

// keep is the number of octets that a buffer may have to be kept for the next unit.
const keep = 4096

func (in *input) release() {
	if !in.lent {
		return
	}
	in.lent, in.done, in.ends = false, 0, in.ends[:0]
	if in.buf = in.buf[:0]; cap(in.buf) > keep {
		in.buf = nil
	}
}

// split cuts the first frame off b; it is nil while it is not whole.
func (s *Stream) split(dec *decoders, b []byte) (frame []byte, want int, err error) {
	if s.carrier == XOT {
		return xot.Split(b, s.guard.policy.Limits.TPDU)
	}
	dec.transport.Tolerated = 0
	frame, want, err = transport.SplitTPKT(b, s.guard.policy.Limits.TPDU, &dec.transport.Leniency)
	if frame != nil {
		s.conn.tolerated |= dec.transport.Tolerated
	}
	return frame, want, err
}

func (s *Stream) frame(dec *decoders, d stack.Direction, frame []byte, v *Verdict) outcome {
	if s.carrier == XOT {
		return s.link.frame(dec, d, frame, v)
	}
	return s.conn.tpdu(dec, d, transport.TPKT(frame).TPDU())
}

// frames takes octets of a stream of frames up to the end of the first unit.
func (s *Stream) frames(dec *decoders, d stack.Direction, in *input, b []byte, v *Verdict) (rest []byte) {
	from, pos := 0, 0 // of the unit, and of the frame
	for len(in.buf) == 0 && pos < len(b) {
		frame, _, err := s.split(dec, b[pos:])
		if err != nil {
			s.broken(b[from:], b[pos:], err, v)
			return nil
		}
		if frame == nil {
			break
		}
		out := s.frame(dec, d, frame, v)
		start := pos
		pos += len(frame)
		switch out {
		case unfinished:
			continue
		case alone:
			from = start
		case complete, failed:
		}
		s.judged(dec, d, b[from:pos:pos], out, v)
		return b[pos:]
	}
	if len(in.buf) == 0 {
		in.buf, in.done = append(in.buf, b[from:]...), pos-from
		return nil
	}
	for len(b) > 0 {
		_, want, _ := s.split(dec, in.buf[in.done:])
		n := min(want-(len(in.buf)-in.done), len(b))
		in.buf, b = append(in.buf, b[:n]...), b[n:]
		frame, _, err := s.split(dec, in.buf[in.done:])
		if err != nil {
			in.lent = true
			s.broken(in.buf, in.buf[in.done:], err, v)
			return nil
		}
		if frame == nil {
			continue
		}
		out := s.frame(dec, d, frame, v)
		start := in.done
		in.done = len(in.buf)
		if out == unfinished {
			continue
		}
		unit := in.buf
		if out == alone {
			unit = in.buf[start:]
		}
		in.lent = true
		s.judged(dec, d, unit[:len(unit):len(unit)], out, v)
		return b
	}
	return nil
}

// broken rejects a stream without framing: it can't be resynchronised.
func (s *Stream) broken(octets, frame []byte, err error, v *Verdict) {
	layer := osi.TPKT
	if s.carrier == XOT {
		layer = osi.XOT
	}
	*v = Verdict{Action: Reject, Reaction: DisconnectTransport, Octets: octets, Err: err, Layer: layer, Faulty: frame}
}

// nsdu takes one NSDU.
func (s *Stream) nsdu(dec *decoders, d stack.Direction, in *input, b []byte, v *Verdict) {
	out := s.conn.tpdu(dec, d, b)
	switch {
	case out == unfinished:
		in.buf = append(in.buf, b...)
		in.ends = append(in.ends, len(in.buf))
		return
	case len(in.buf) > 0 && out == complete:
		in.buf = append(in.buf, b...)
		in.ends = append(in.ends, len(in.buf))
		in.lent = true
		v.ends = in.ends
		b = in.buf
	case len(in.buf) > 0:
		in.lent = true // what was held is dropped
	}
	s.judged(dec, d, b, out, v)
}
