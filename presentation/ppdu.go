package presentation

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/ber"
)

// A PPDU is one of *Connect, *ConnectAccept, *ConnectReject, *AbnormalReleaseUser,
// *AbnormalReleaseProvider, *AlterContext, *AlterContextAcknowledge, *Resynchronize, *Data and
// *UnitData. It is also one of *ShortConnect, *ShortAccept, *ShortReject and *ShortUnitData, which
// Parse never yields: the octets do not tell them from others. X.226 has no PPDU that a receiver
// must ignore, so there is no type for an unknown one: 6.4.4.2 makes it an error.
//
//sumtype:decl
type PPDU interface {
	String() string                        // the abbreviation of X.226, "CP"; the name of the primitive where it has none
	AppendBinary(b []byte) ([]byte, error) // with definite, shortest lengths

	decode(b []byte, sc *scan) error
	append(b []byte, f ber.Form) ([]byte, error)
}

// A Decoder decodes the PPDUs of one direction of a connection without allocating. The zero Decoder
// is strict, has default limits and expects full encoding. It is not safe for concurrent use. Do
// not copy a Decoder that was used: the copy would share its memory.
type Decoder struct {
	osi.Leniency
	Limits osi.Limits

	// Simple says that user data that is a whole SSDU is simply encoded, X.226 8.4.1: bare octets.
	// Set it in X.410-1984 mode, where RTSE reads them, and as [ContextSet.Simple] says in normal
	// mode.
	Simple bool

	// Nominated says that the sender has a nominated context, X.226 Amd.1 6.2.6.6. User data that is
	// a whole SSDU is then read as fully encoded where it can be, else as simply encoded values of
	// that context, 8.4.1.3 bis.
	Nominated bool

	scan scan
	cp   Connect
	cpa  ConnectAccept
	cpr  ConnectReject
	aru  AbnormalReleaseUser
	arp  AbnormalReleaseProvider
	ac   AlterContext
	aca  AlterContextAcknowledge
	rs   Resynchronize
	data Data
	ud   UnitData
}

// Parse decodes the PPDU that p carries into a new value that aliases b, strictly.
func Parse(p Primitive, b []byte) (PPDU, error) { return (*Decoder)(nil).Decode(p, b) }

// ParseConnect decodes the SS-user data of a CN SPDU.
func ParseConnect(b []byte) (*Connect, error) { return parse(new(Connect), b) }

// ParseAccept decodes the SS-user data of an AC SPDU.
func ParseAccept(b []byte) (*ConnectAccept, error) { return parse(new(ConnectAccept), b) }

// ParseRefuse decodes the SS-user data of an RF SPDU with reason 2, behind that octet.
func ParseRefuse(b []byte) (*ConnectReject, error) { return parse(new(ConnectReject), b) }

// ParseAbort decodes the SS-user data of an AB SPDU by the user: an *AbnormalReleaseUser or
// *AbnormalReleaseProvider. An AB without user data is a provider abort since Amd.1 (X.226
// 6.4.4.6): a *Data without user data.
func ParseAbort(b []byte) (PPDU, error) { return Parse(SUserAbort, b) }

// ParseData decodes fully encoded user data of the session primitive p, one of those that carry
// nothing else. A TE is always simply encoded.
func ParseData(p Primitive, b []byte) (*Data, error) { return parse(&Data{Primitive: p}, b) }

func parse[T PPDU](v T, b []byte) (T, error) {
	if err := v.decode(b, strictScan()); err != nil {
		var none T
		return none, err
	}
	return v, nil
}

// AppendIndefinite appends p as its AppendBinary does, but with indefinite lengths for everything
// constructed.
func AppendIndefinite(b []byte, p PPDU) ([]byte, error) { return p.append(b, ber.Indefinite) }

// Data decodes the user data in b that the session primitive p carries, as Decode does. It is for
// the data phase, where every instruction counts.
func (d *Decoder) Data(p Primitive, b []byte) (*Data, error) {
	if d == nil {
		d = new(Decoder)
	}
	if (p == SData || p == SRelease || p == SReleaseConfirm) && !d.Simple && d.predicts() {
		at, id := shortValue, oneShort(b)
		if id == 0 {
			at, id = oneLong(b)
		}
		if id != 0 && at < len(b) {
			d.data.Primitive = p
			d.data.UserData.setOne(id, b[at:len(b):len(b)], at)
			return &d.data, nil
		}
	}
	return d.anyData(p, b)
}

// predicts reports whether the limits allow the layout that is predicted.
func (d *Decoder) predicts() bool {
	depth, elements := d.Limits.Depth, d.Limits.Elements
	return (depth <= 0 || depth >= predictedDepth) && (elements <= 0 || elements >= predictedElements)
}

// anyData is Data for every primitive, layout and limit.
func (d *Decoder) anyData(p Primitive, b []byte) (*Data, error) {
	d.data.Primitive = p
	d.scan.start(d)
	if err := d.data.decode(b, &d.scan); err != nil {
		return nil, err
	}
	return &d.data, nil
}

// Decode decodes the PPDU in b that the session primitive p carries. The result aliases b and is
// d's own: it is valid until the next call. A nil d decodes strictly, with default limits, into a
// new value.
func (d *Decoder) Decode(p Primitive, b []byte) (PPDU, error) {
	if d != nil {
		switch { // what is sent most
		case p == SConnect:
			d.scan.start(d)
			return orError(&d.cp, d.cp.decode(b, &d.scan))
		case p == SConnectAccept:
			d.scan.start(d)
			return orError(&d.cpa, d.cpa.decode(b, &d.scan))
		case p == SData || p == SRelease || p == SReleaseConfirm:
			v, err := d.Data(p, b)
			return orError(v, err)
		case p == SUserAbort && len(b) > 0 && b[0] == 0xa0: // an ARU
			d.scan.start(d)
			return orError(&d.aru, d.aru.decode(b, &d.scan))
		}
	}
	v := d.value(p, b)
	if v == nil {
		if len(b) == 0 {
			return nil, fail(ruleEmpty, p.String(), 0, 0, 2)
		}
		return nil, fail(rulePPDU, p.String(), 0, int(b[0]), 0)
	}
	if d == nil {
		return parse(v, b)
	}
	d.scan.start(d)
	return orError(v, v.decode(b, &d.scan))
}

// orError returns v, or the error of decoding it.
func orError(v PPDU, err error) (PPDU, error) {
	if err != nil {
		return nil, err
	}
	return v, nil
}

// value returns d's own value for the PPDU in b that p carries, and a new one when d is nil. It is
// nil when p may not carry what is in b.
func (d *Decoder) value(p Primitive, b []byte) PPDU {
	if int(p) >= len(primitives) {
		return nil
	}
	switch event := eventOf(p, b); {
	case event == EventCP:
		return ownOrNew(d, func(d *Decoder) *Connect { return &d.cp })
	case event == EventCPA:
		return ownOrNew(d, func(d *Decoder) *ConnectAccept { return &d.cpa })
	case event == EventCPR:
		return ownOrNew(d, func(d *Decoder) *ConnectReject { return &d.cpr })
	case event == EventARU:
		return ownOrNew(d, func(d *Decoder) *AbnormalReleaseUser { return &d.aru })
	case event == EventARP:
		return ownOrNew(d, func(d *Decoder) *AbnormalReleaseProvider { return &d.arp })
	case event == EventAC:
		return ownOrNew(d, func(d *Decoder) *AlterContext { return &d.ac })
	case event == EventACA:
		return ownOrNew(d, func(d *Decoder) *AlterContextAcknowledge { return &d.aca })
	case event == EventRS || event == EventRSA:
		v := ownOrNew(d, func(d *Decoder) *Resynchronize { return &d.rs })
		v.Acknowledge = event == EventRSA
		return v
	case event == eventUD:
		return ownOrNew(d, func(d *Decoder) *UnitData { return &d.ud })
	case event == eventNone:
		return nil
	}
	v := ownOrNew(d, func(d *Decoder) *Data { return &d.data })
	v.Primitive = p
	return v
}

// ownOrNew returns d's own value, or a new one when d is nil.
func ownOrNew[T any](d *Decoder, own func(*Decoder) *T) *T {
	if d == nil {
		return new(T)
	}
	return own(d)
}

// eventOf returns the event that p with the user data b is. The first octet tells the alternatives
// of Abort-type and of Typed-data-type; what is no AC and no ACA is taken as TTD. A p without the
// PPDU it may carry is EventTD, as any Data.
func eventOf(p Primitive, b []byte) Event {
	switch {
	case len(b) == 0 && p.mayBeEmpty():
		return EventTD
	case p != SUserAbort && p != STypedData || len(b) == 0:
		return p.Event()
	case p == SUserAbort && (b[0] == 0xa0 || b[0] == byte(tagSet)):
		return EventARU
	case p == SUserAbort && b[0] == byte(tagSequence):
		return EventARP
	case p == SUserAbort:
		return eventNone
	case b[0] == 0xa0:
		return EventAC
	case b[0] == 0xa1:
		return EventACA
	}
	return EventTTD
}
