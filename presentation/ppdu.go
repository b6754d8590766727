package presentation

import (
	"github.com/osi-go/osi"
	"github.com/osi-go/osi/internal/ber"
)

// A PPDU is one of *Connect, *ConnectAccept, *ConnectReject, *AbnormalReleaseUser,
// *AbnormalReleaseProvider, *AlterContext, *AlterContextAcknowledge, *Resynchronize, *Data and
// *UnitData, and of *ShortConnect, *ShortReject and *ShortUnitData, which Parse does not yield:
// that a connection has them is known beforehand. X.226 has no PPDU that a receiver must ignore, so
// there is no unknown one: 6.4.4.2 makes every other an error.
//
//sumtype:decl
type PPDU interface {
	String() string                        // the abbreviation of X.226, "CP"; the name of the primitive where it has none
	AppendBinary(b []byte) ([]byte, error) // with definite, shortest lengths

	decode(b []byte, sc *scan) error
	append(b []byte, f ber.Form) ([]byte, error)
}

// A Decoder decodes the PPDUs of one direction of a connection without allocating. The zero Decoder
// is strict, has default limits and expects full encoding. It is not safe for concurrent use.
type Decoder struct {
	osi.Leniency
	Limits osi.Limits

	// Simple says that user data that is a whole SSDU is simply encoded, X.226 8.4.1: bare octets.
	// Set it in X.410-1984 mode, where RTSE reads them, and as [ContextSet.Simple] says in normal
	// mode.
	Simple bool

	// Nominated says that the sender has a nominated context, X.226 Amd.1 6.2.6.6: user data that
	// is a whole SSDU and not fully encoded is then of that context, simply encoded, 8.4.1.3 bis. A
	// value that can be read as full encoding is read so.
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
	sc := strict()
	if err := v.decode(b, &sc); err != nil {
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
		switch p { // what is sent most
		case SConnect:
			d.scan.start(d)
			return lent(&d.cp, d.cp.decode(b, &d.scan))
		case SConnectAccept:
			d.scan.start(d)
			return lent(&d.cpa, d.cpa.decode(b, &d.scan))
		case SData, SRelease, SReleaseConfirm:
			v, err := d.Data(p, b)
			return lent(v, err)
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
		sc := strict()
		if err := v.decode(b, &sc); err != nil {
			return nil, err
		}
		return v, nil
	}
	d.scan.start(d)
	if err := v.decode(b, &d.scan); err != nil {
		return nil, err
	}
	return v, nil
}

// lent returns v, or the error of decoding it.
func lent(v PPDU, err error) (PPDU, error) {
	if err != nil {
		return nil, err
	}
	return v, nil
}

// value returns d's own value for what p carries, and a new one when d is nil. Where p carries one
// of several PPDUs, the first octet of b tells which; the result is nil when it is none of them.
func (d *Decoder) value(p Primitive, b []byte) PPDU {
	switch p {
	case SUserAbort, STypedData:
		if len(b) == 0 {
			break
		}
		event := choose(p, b[0])
		if event == EventTTD {
			break
		}
		if d == nil {
			return newChoice(event)
		}
		return d.choice(event)
	case SConnect, SConnectAccept, SConnectReject, SResynchronize, SResynchronizeConfirm, SUnitData:
		switch {
		case len(b) == 0 && p.mayBeEmpty():
		case d == nil:
			return newPPDU(p)
		default:
			return d.lend(p)
		}
	}
	if !p.plain() && (len(b) > 0 || !p.mayBeEmpty()) {
		return nil
	}
	if d == nil {
		return &Data{Primitive: p}
	}
	d.data.Primitive = p
	return &d.data
}

// choose returns which alternative of Abort-type or Typed-data-type begins with octet id; what is
// no AC and no ACA is taken as TTD.
func choose(p Primitive, id byte) Event {
	switch {
	case p == SUserAbort && (id == 0xa0 || id == byte(tagSet)):
		return EventARU
	case p == SUserAbort && id == byte(tagSequence):
		return EventARP
	case p == STypedData && id == 0xa0:
		return EventAC
	case p == STypedData && id == 0xa1:
		return EventACA
	case p == STypedData:
		return EventTTD
	}
	return eventNone
}

func (d *Decoder) choice(e Event) PPDU {
	switch e {
	case EventARU:
		return &d.aru
	case EventARP:
		return &d.arp
	case EventAC:
		return &d.ac
	case EventACA:
		return &d.aca
	}
	return nil
}

func newChoice(e Event) PPDU {
	switch e {
	case EventARU:
		return new(AbnormalReleaseUser)
	case EventARP:
		return new(AbnormalReleaseProvider)
	case EventAC:
		return new(AlterContext)
	case EventACA:
		return new(AlterContextAcknowledge)
	}
	return nil
}

func (d *Decoder) lend(p Primitive) PPDU {
	switch p {
	case SConnect:
		return &d.cp
	case SConnectAccept:
		return &d.cpa
	case SConnectReject:
		return &d.cpr
	case SResynchronize, SResynchronizeConfirm:
		d.rs.Acknowledge = p == SResynchronizeConfirm
		return &d.rs
	case SUnitData:
		return &d.ud
	}
	return nil
}

func newPPDU(p Primitive) PPDU {
	switch p {
	case SConnect:
		return new(Connect)
	case SConnectAccept:
		return new(ConnectAccept)
	case SConnectReject:
		return new(ConnectReject)
	case SResynchronize, SResynchronizeConfirm:
		return &Resynchronize{Acknowledge: p == SResynchronizeConfirm}
	case SUnitData:
		return new(UnitData)
	}
	return nil
}
