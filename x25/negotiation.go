package x25

// The values that a call without facility 42 or 43 has, X.25 6.9 and 6.10, unless others are
// subscribed to.
const (
	DefaultPacketSize = 128
	DefaultWindow     = 2
)

// FlowControl has the packet and window sizes of a call.
type FlowControl struct {
	PacketSizes PacketSizes
	WindowSizes WindowSizes
}

// defaults is the FlowControl of a call that negotiates nothing.
var defaults = FlowControl{
	PacketSizes{DefaultPacketSize, DefaultPacketSize},
	WindowSizes{DefaultWindow, DefaultWindow},
}

// FlowControl returns what facilities 42 and 43 of the field say, and the value of otherwise for
// one that the field does not have. The zero otherwise stands for the defaults of X.25. The field
// of a call says what is proposed; that of its answer, with the proposal as otherwise, what is
// agreed on: X.25 6.12.
func (f FacilityField) FlowControl(otherwise FlowControl) FlowControl {
	c := otherwise
	if c == (FlowControl{}) {
		c = defaults
	}
	e, _ := f.Find(CodePacketSize)
	if s, ok := e.PacketSizes(); ok {
		c.PacketSizes = s
	}
	e, _ = f.Find(CodeWindowSize)
	if s, ok := e.WindowSizes(); ok {
		c.WindowSizes = s
	}
	return c
}

// Agrees checks the answer p against the call it answers, as sent and received at one interface:
// packet and window sizes lie between the proposal and the default (X.25 6.12), throughput classes
// are not above the proposal, in whichever format (6.13), user data answer a fast select call
// alone, and a call with restricted response is not accepted at all (6.16). What the call did not
// propose may be answered with anything: the subscription decides. What the answer leaves out is
// agreed as proposed. An error is of kind [osi.ErrValue] or, for fast select, [osi.ErrState].
func (p *CallAccepted) Agrees(call *CallRequest) error {
	const t = TypeCallAccepted
	off := 4 + p.Addresses.size()
	switch call.FastSelect() {
	case FastSelectRestricted:
		return fail(ruleRestricted, t, 2, int(t), 0)
	case NoFastSelect:
		if n := len(p.UserData); n > 0 {
			return fail(ruleFastData, t, off+len(p.Facilities), n, 0)
		}
	case FastSelect128:
	}
	if err := p.agreedSizes(call.Facilities, off); err != nil {
		return err
	}
	return p.agreedThroughput(call.Facilities, off)
}

func (p *CallAccepted) agreedSizes(call FacilityField, off int) error {
	for _, c := range [...]struct {
		code     FacilityCode
		standard uint8 // the default as facilities code it
	}{{CodePacketSize, 7}, {CodeWindowSize, DefaultWindow}} {
		proposed, asked := call.Find(c.code)
		answer, answered := p.Facilities.Find(c.code)
		if !asked || !answered {
			continue
		}
		for i, got := range answer.Value {
			if want := proposed.Value[i]; got < min(want, c.standard) || got > max(want, c.standard) {
				return fail(ruleNegotiated, TypeCallAccepted, off+answer.Offset+1+i, int(got), int(want))
			}
		}
	}
	return nil
}

func (p *CallAccepted) agreedThroughput(call FacilityField, off int) error {
	for _, code := range [...]FacilityCode{CodeThroughput, CodeThroughputExtended} {
		answer, answered := p.Facilities.Find(code)
		asked, ok := call.throughput(code)
		if !answered || !ok {
			continue
		}
		want, _ := asked.ThroughputClasses()
		got, _ := answer.ThroughputClasses()
		at := 0
		switch {
		case got.FromCalled > want.FromCalled:
		case got.FromCalling > want.FromCalling:
			at = len(answer.Value) - 1
		default:
			continue
		}
		return fail(ruleThroughput, TypeCallAccepted, off+answer.Offset+1+at, int(answer.Value[at]), int(asked.Value[min(at, len(asked.Value)-1)]))
	}
	return nil
}

// throughput returns the facility with the throughput classes, in the format of code c or, where
// the field has none in that, in the other one: the classes of both are the same numbers.
func (f FacilityField) throughput(c FacilityCode) (e Facility, ok bool) {
	if e, ok = f.Find(c); !ok {
		e, ok = f.Find(CodeThroughput + CodeThroughputExtended - c)
	}
	return e, ok
}

// Agrees checks the user data of the clear p against the call it ends: they need fast select (X.25
// 6.16) or, from the called DTE, call deflection (6.25). A nil call is none: the channel is ready
// (p1). In a call collision (p5) the clear ends two calls, and it suffices if it agrees with one.
// An error is of kind [osi.ErrState].
func (p *ClearRequest) Agrees(call *CallRequest) error {
	if len(p.UserData) == 0 || call != nil && call.FastSelect() != NoFastSelect {
		return nil
	}
	if _, deflected := p.Facilities.Find(CodeDeflection); deflected && len(p.UserData) <= MaxCallUserData {
		return nil
	}
	return fail(ruleFastData, TypeClearRequest, 6+p.Addresses.size()+len(p.Facilities), len(p.UserData), 0)
}
