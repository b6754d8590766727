package rtse

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/ber"
	"github.com/osi-go/osi/internal/text"
)

// DefaultWindow is the window size when none is given.
const DefaultWindow = 3

// DialogueMode says who may have the turn.
type DialogueMode uint8

// The dialogue modes.
const (
	Monologue DialogueMode = iota
	TwoWayAlternate
)

var dialogueModeNames = [...]string{
	Monologue:       "monologue",
	TwoWayAlternate: "twa",
}

// String returns "monologue" or "twa".
func (m DialogueMode) String() string { return text.Name(dialogueModeNames[:], m, "mode") }

// Application protocols of X.410 mode, as X.400 systems use them.
const (
	ApplicationP1  = 1  // P1 of 1984
	ApplicationP3  = 3  // P3 of 1984
	ApplicationMTS = 12 // P1 of 1988 and later, over X.410 mode
)

// OpenRequest is the RTORQ APDU, in X.410 mode the user data of a PConnect.
type OpenRequest struct {
	CheckpointSize      int64          // most octets between minor sync points, in units of 1024; 0 leaves it to the acceptor
	WindowSize          osi.Opt[int64] // unconfirmed sync points, 1 or more; DefaultWindow when absent
	DialogueMode        DialogueMode
	Connection          ConnectionData
	ApplicationProtocol osi.Opt[int64] // X.410 mode only; 1 when absent there
	Ignored             [][]byte       // encodings of the components that X.228 does not define, 7.10

	scratch []byte
}

// OpenAccept is the RTOAC APDU, in X.410 mode the user data of a PAccept. Its sizes are at most
// those of the request: see Answers.
type OpenAccept struct {
	CheckpointSize int64          // as in an OpenRequest, but 0 is no checkpointing
	WindowSize     osi.Opt[int64] // as in an OpenRequest
	Connection     ConnectionData
	Ignored        [][]byte // as in an OpenRequest

	scratch []byte
}

// String returns "RTORQ".
func (*OpenRequest) String() string { return "RTORQ" }

// String returns "RTOAC".
func (*OpenAccept) String() string { return "RTOAC" }

// Decode decodes the one RTORQ of normal mode in b. The fields alias b, but for strings that came
// in segments, which are valid until the next Decode into p.
func (p *OpenRequest) Decode(b []byte) error { return p.decode(b, strict) }

// Decode decodes the one RTOAC of normal mode in b. The fields alias b, but for strings that came
// in segments, which are valid until the next Decode into p.
func (p *OpenAccept) Decode(b []byte) error { return p.decode(b, strict) }

func (p *OpenRequest) reset() {
	*p = OpenRequest{Ignored: p.Ignored[:0], scratch: p.scratch[:0]}
}

func (p *OpenAccept) reset() { *p = OpenAccept{Ignored: p.Ignored[:0], scratch: p.scratch[:0]} }

func (p *OpenRequest) decode(b []byte, o options) error {
	p.reset()
	var w walk
	w.begin(b, tagRTORQ, grammarRTORQ, o)
	for n, ok := w.Next(); ok; n, ok = w.Next() {
		switch n {
		case 0:
			p.CheckpointSize = w.atLeast(0, ruleRange)
		case 1:
			p.WindowSize = osi.Some(w.atLeast(1, ruleWindow))
		case 2:
			p.DialogueMode = w.dialogueMode()
		case 3:
			w.connectionData(&p.Connection, &p.scratch)
		case 4:
			w.only(osi.X410Mode)
			p.ApplicationProtocol = osi.Some(w.atLeast(0, ruleRange))
		default:
			w.ignored(&p.Ignored)
		}
	}
	w.Require(3, 0xa3, ruleConnection)
	if err := w.Finish("RTORQ"); err != nil {
		p.reset()
		return err
	}
	return nil
}

func (p *OpenAccept) decode(b []byte, o options) error {
	p.reset()
	var w walk
	w.begin(b, tagRTOAC, grammarRTOAC, o)
	for n, ok := w.Next(); ok; n, ok = w.Next() {
		switch n {
		case 0:
			p.CheckpointSize = w.atLeast(0, ruleRange)
		case 1:
			p.WindowSize = osi.Some(w.atLeast(1, ruleWindow))
		case 2:
			w.connectionData(&p.Connection, &p.scratch)
		default:
			w.ignored(&p.Ignored)
		}
	}
	w.Require(2, 0xa2, ruleConnection)
	if err := w.Finish("RTOAC"); err != nil {
		p.reset()
		return err
	}
	return nil
}

// Answers returns an error of kind ErrValue when p asks for more than the request q allows: a
// larger checkpoint size, unless q leaves it open, or a larger window size.
func (p *OpenAccept) Answers(q *OpenRequest) error {
	if q.CheckpointSize > 0 && p.CheckpointSize > q.CheckpointSize {
		return fail(ruleAcceptSize, "RTOAC", 0, int(p.CheckpointSize), int(q.CheckpointSize))
	}
	if most := q.WindowSize.Or(DefaultWindow); p.WindowSize.Or(DefaultWindow) > most {
		return fail(ruleAcceptSize, "RTOAC", 0, int(p.WindowSize.Or(DefaultWindow)), int(most))
	}
	return nil
}

// AppendBinary appends the RTORQ of normal mode to b.
func (p *OpenRequest) AppendBinary(b []byte) ([]byte, error) { return p.append(b, osi.NormalMode) }

// AppendX410 appends the contents of the x410-mode-parameters of a CP to b.
func (p *OpenRequest) AppendX410(b []byte) ([]byte, error) { return p.append(b, osi.X410Mode) }

// AppendBinary appends the RTOAC of normal mode to b.
func (p *OpenAccept) AppendBinary(b []byte) ([]byte, error) { return p.append(b, osi.NormalMode) }

// AppendX410 appends the contents of the x410-mode-parameters of a CPA to b.
func (p *OpenAccept) AppendX410(b []byte) ([]byte, error) { return p.append(b, osi.X410Mode) }

func (p *OpenRequest) append(b []byte, m osi.Mode) ([]byte, error) {
	out, mark := openSet(b, tagRTORQ, m)
	out = appendSizes(out, p.CheckpointSize, p.WindowSize)
	if p.DialogueMode != Monologue {
		out = ber.AppendInteger(out, 0x82, int64(p.DialogueMode))
	}
	out = p.Connection.append(out, 0xa3)
	out, err := appendIgnored(ber.AppendOptionalInteger(out, 0x84, p.ApplicationProtocol), "RTORQ", grammarRTORQ, p.Ignored)
	if err != nil {
		return b, err
	}
	out = ber.Close(out, mark)
	var check OpenRequest
	return checked(b, out, check.decode(out[len(b):], checkingOptions(m)))
}

func (p *OpenAccept) append(b []byte, m osi.Mode) ([]byte, error) {
	out, mark := openSet(b, tagRTOAC, m)
	out = appendSizes(out, p.CheckpointSize, p.WindowSize)
	out, err := appendIgnored(p.Connection.append(out, 0xa2), "RTOAC", grammarRTOAC, p.Ignored)
	if err != nil {
		return b, err
	}
	out = ber.Close(out, mark)
	var check OpenAccept
	return checked(b, out, check.decode(out[len(b):], checkingOptions(m)))
}

func appendSizes(b []byte, checkpoint int64, window osi.Opt[int64]) []byte {
	if checkpoint != 0 {
		b = ber.AppendInteger(b, 0x80, checkpoint)
	}
	return ber.AppendOptionalInteger(b, 0x81, window)
}

// Clone returns a copy that shares no memory with p or its buffer.
func (p *OpenRequest) Clone() OpenRequest {
	c := *p
	c.scratch = nil
	c.Connection.clone()
	c.Ignored = cloneAll(p.Ignored)
	return c
}

// Clone returns a copy that shares no memory with p or its buffer.
func (p *OpenAccept) Clone() OpenAccept {
	c := *p
	c.scratch = nil
	c.Connection.clone()
	c.Ignored = cloneAll(p.Ignored)
	return c
}
