package harden

import (
	"bytes"
	"fmt"
	"reflect"
	"runtime/debug"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/acse"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/rtse"
	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/transport"
	"github.com/osi-go/osi/x25"
)

// A typedPDU is a struct of the typed tier, used again and again.
type typedPDU struct {
	value  value
	decode func(b []byte) error
}

// A tier is the typed structs of one layer, and the sum decoders that accept the same octets: an
// octet string is a struct's exactly when one of them makes that struct of it. They are used again.
type tier struct {
	typed []typedPDU
	sums  []func(b []byte) (value, error)
}

// decoders are PDUs that need nothing but octets.
func decoders[T interface {
	value
	Decode(b []byte) error
}](pdus ...T) (list []typedPDU) {
	for _, p := range pdus {
		list = append(list, typedPDU{p, p.Decode})
	}
	return list
}

type plain interface {
	value
	Decode(b []byte) error
}

// tiers has the typed tier by layer.
func tiers() map[string][]tier {
	return map[string][]tier{
		"x25":          {x25Tier()},
		"transport":    {tpduTier()},
		"session":      {spduTier()},
		"presentation": {ppduTier(), {decoders[plain](new(presentation.Data)), ppduSums(presentation.SData, presentation.SData)}},
		"acse":         {acseTier()},
		"rtse":         {rtseTier()},
	}
}

func x25Tier() tier {
	d := new(x25.Decoder)
	return tier{
		decoders[plain](new(x25.CallRequest), new(x25.CallAccepted), new(x25.ClearRequest), new(x25.ClearConfirmation),
			new(x25.InterruptConfirmation), new(x25.ResetConfirmation), new(x25.RestartConfirmation), new(x25.Data), new(x25.DiagnosticPacket),
			new(x25.ReceiveReady), new(x25.ReceiveNotReady), new(x25.Reject), new(x25.Interrupt), new(x25.RegistrationRequest),
			new(x25.RegistrationConfirmation), new(x25.ResetRequest), new(x25.RestartRequest)),
		[]func([]byte) (value, error){func(b []byte) (value, error) { return of(d.Decode(b)) }},
	}
}

func tpduTier() tier {
	d := new(transport.Decoder)
	return tier{
		decoders[plain](new(transport.ConnectionRequest), new(transport.ConnectionConfirm), new(transport.Data),
			new(transport.DisconnectRequest), new(transport.TPDUError)),
		[]func([]byte) (value, error){func(b []byte) (value, error) { return of(d.Decode(b)) }},
	}
}

func spduTier() tier {
	d, connectionless := new(session.Decoder), &session.Decoder{Connectionless: true}
	return tier{
		decoders[plain](new(session.Abort), new(session.AbortAccept), new(session.Accept), new(session.ActivityStart), new(session.ActivityResume),
			new(session.ActivityEnd), new(session.Connect), new(session.DataTransfer), new(session.ExpeditedData), new(session.TypedData),
			new(session.CapabilityData), new(session.CapabilityDataAck), new(session.ExceptionReport), new(session.ExceptionData),
			new(session.ActivityInterrupt), new(session.ActivityInterruptAck), new(session.ActivityDiscard), new(session.ActivityDiscardAck),
			new(session.OverflowAccept), new(session.ConnectDataOverflow), new(session.Refuse), new(session.Finish), new(session.Disconnect),
			new(session.NotFinished), new(session.Resynchronize), new(session.ResynchronizeAck), new(session.Prepare), new(session.ShortConnect),
			new(session.ShortAccept), new(session.ShortConnectContinue), new(session.ShortAcceptContinue), new(session.ShortFinish),
			new(session.ShortDisconnect), new(session.ShortDataTransfer), new(session.ShortAbort), new(session.ShortRefuse),
			new(session.ShortRefuseContinue), new(session.MinorSyncPoint), new(session.MinorSyncAck), new(session.MajorSyncPoint),
			new(session.MajorSyncAck), new(session.GiveTokens), new(session.PleaseTokens), new(session.GiveTokensConfirm),
			new(session.GiveTokensAck), new(session.UnitData)),
		[]func([]byte) (value, error){
			func(b []byte) (value, error) { return of(d.Decode(b)) },
			func(b []byte) (value, error) { return of(d.DecodeNext(b)) },
			func(b []byte) (value, error) { return of(connectionless.Decode(b)) },
		},
	}
}

func ppduTier() tier {
	return tier{
		decoders[plain](new(presentation.AbnormalReleaseUser), new(presentation.AbnormalReleaseProvider), new(presentation.ConnectAccept),
			new(presentation.AlterContext), new(presentation.AlterContextAcknowledge), new(presentation.Connect), new(presentation.ConnectReject),
			new(presentation.UnitData), new(presentation.Resynchronize)),
		ppduSums(presentation.SData, presentation.SUnitData),
	}
}

func ppduSums(from, to presentation.Primitive) (sums []func([]byte) (value, error)) {
	d := new(presentation.Decoder)
	for p := from; p <= to; p++ {
		sums = append(sums, func(b []byte) (value, error) { return of(d.Decode(p, b)) })
	}
	return sums
}

func acseTier() tier {
	d := new(acse.Decoder)
	return tier{
		decoders[plain](new(acse.Abort), new(acse.ReleaseRequest), new(acse.ReleaseResponse), new(acse.AssociateRequest),
			new(acse.AssociateResponse), new(acse.UnitData)),
		[]func([]byte) (value, error){
			func(b []byte) (value, error) { return of(d.Decode(b)) },
			func(b []byte) (value, error) { return of(d.DecodeUnitData(b)) },
		},
	}
}

func rtseTier() tier {
	d := new(rtse.Decoder)
	return tier{
		decoders[plain](new(rtse.Abort), new(rtse.OpenRequest), new(rtse.OpenAccept), new(rtse.OpenReject), new(rtse.TokenPlease), new(rtse.Transfer)),
		[]func([]byte) (value, error){func(b []byte) (value, error) { return of(d.Decode(b)) }},
	}
}

// agree asserts that the i-th struct takes b exactly when a sum decoder makes that struct of it,
// and then with the same fields: both encode to the same octets. An error is one of ours. Of what
// the struct refuses the j-th decoder alone is asked; whatever it makes of b, the struct of that
// must take b, too.
func (t *tier) agree(c *checker, b []byte, i, j int) (err error) {
	p := &t.typed[i%len(t.typed)]
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("%T: panic: %v\n%s", p.value, r, debug.Stack())
		}
	}()
	typed := p.decode(b)
	if typed == nil {
		for _, decode := range t.sums {
			if sum, err := decode(b); err == nil && sameType(sum, p.value) {
				return c.same(p.value, sum)
			}
		}
		return defect(fmt.Sprintf("%T is decoded, and no decoder makes it", p.value))
	}
	if e, ok := typed.(*osi.Error); !ok || e.Rule == nil || e.Offset < 0 || e.Offset > len(b) { //nolint:errorlint // a codec wraps nothing
		return fmt.Errorf("%T: %w of %d octets", p.value, typed, len(b))
	}
	sum, err := t.sums[j%len(t.sums)](b)
	if err != nil {
		return nil
	}
	for k := range t.typed {
		if p = &t.typed[k]; sameType(sum, p.value) {
			if err := p.decode(b); err != nil {
				return fmt.Errorf("a decoder makes %T, whose own refuses: %w", sum, err)
			}
			return c.same(p.value, sum)
		}
	}
	return nil // of a PDU of another tier
}

// sameType reports whether sum is of the type of typed. Segments of a MAP behind the first are
// the same octets as those of an AE, X.225 8.3.22 and 8.3.35, and are decoded as those.
func sameType(sum, typed value) bool {
	ae, ok := sum.(*session.ActivityEnd)
	if _, major := typed.(*session.MajorSyncPoint); ok && major {
		return !ae.Enclosure.Begins()
	}
	return reflect.TypeOf(sum) == reflect.TypeOf(typed)
}

// same asserts that both encode to the same octets.
func (c *checker) same(typed, sum value) (err error) {
	var also error
	c.first, err = typed.AppendBinary(c.first[:0])
	c.second, also = sum.AppendBinary(c.second[:0])
	if err != nil || also != nil || !bytes.Equal(c.first, c.second) {
		return defect(fmt.Sprintf("%T encodes to %x, %v; sum to %x, %v", typed, c.first, err, c.second, also))
	}
	return nil
}
