package rtse

import (
	"iter"

	"github.com/osi-go/osi"
)

// Pieces cuts the encoding of a user APDU into what goes between two minor synchronization points:
// pieces of checkpointSize times 1024 octets, the last one of the rest. A checkpointSize of 0 or
// less makes one piece. In normal mode each is the Data of an RTTR, in X.410 mode the user data of
// an S-DATA. Pieces alias the APDU. An empty APDU is one empty piece.
func Pieces(apdu []byte, checkpointSize int64) iter.Seq[[]byte] {
	return func(yield func([]byte) bool) {
		size := len(apdu)
		if checkpointSize > 0 && checkpointSize <= int64(size)/octetsPerUnit {
			size = int(checkpointSize) * octetsPerUnit
		}
		for len(apdu) > size {
			if !yield(apdu[:size:size]) {
				return
			}
			apdu = apdu[size:]
		}
		yield(apdu[:len(apdu):len(apdu)])
	}
}

// octetsPerUnit is the unit of a checkpoint size.
const octetsPerUnit = 1024

// A Reassembler joins the pieces of user APDUs, one APDU after the other, X.228. Its memory follows
// the octets that arrived, up to Limits.SSDU. The zero Reassembler is ready to use.
type Reassembler struct {
	Limits         osi.Limits // of which SSDU applies
	CheckpointSize int64      // as agreed, in units of 1024 octets: a larger piece is refused; 0: any size

	octets  []byte
	pending bool
}

// Add takes the next piece. last says that it ends the APDU, as an S-ACTIVITY-END behind it tells;
// a caller who learns that later calls Add(nil, true). done is then true and apdu is the whole
// APDU, valid until the next call. An APDU of one piece is not copied: it aliases the piece.
//
// The error is an [*osi.Error] of kind ErrLength for a piece larger than the checkpoint size, and
// of kind ErrLimit for more octets than the limit. The octets held are then dropped.
func (r *Reassembler) Add(piece []byte, last bool) (apdu []byte, done bool, err error) {
	if n := int64(len(piece)); r.CheckpointSize > 0 && (n+octetsPerUnit-1)/octetsPerUnit > r.CheckpointSize {
		r.Reset()
		return nil, false, fail(rulePiece, "RTTR", 0, len(piece), int(r.CheckpointSize)*octetsPerUnit)
	}
	most := r.Limits.WithDefaults().SSDU
	if held := len(r.octets); len(piece) > most-held {
		r.Reset()
		return nil, false, fail(ruleAssembly, "RTTR", 0, held+len(piece), most)
	}
	if last && !r.pending {
		return piece[:len(piece):len(piece)], true, nil
	}
	r.octets = append(r.octets, piece...)
	r.pending = !last
	if !last {
		return nil, false, nil
	}
	apdu = r.octets[:len(r.octets):len(r.octets)]
	r.octets = r.octets[:0]
	return apdu, true, nil
}

// Pending reports whether an APDU has begun and not ended.
func (r *Reassembler) Pending() bool { return r.pending }

// Held returns the octets of memory that r holds: its buffer, which is kept for the next APDU.
func (r *Reassembler) Held() int { return cap(r.octets) }

// Reset drops what is held, and the memory for it.
func (r *Reassembler) Reset() { r.octets, r.pending = nil, false }
