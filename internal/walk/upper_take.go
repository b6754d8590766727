package walk

import (
	"github.com/osi-go/osi/acse/acpm"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/presentation/ppm"
	"github.com/osi-go/osi/session"
)

// take has presentation and ACSE of end d take what p carries. It returns the AB with the ARP that
// answers a protocol error.
func (u *upper) take(d int, p session.SPDU) session.SPDU {
	if u == nil {
		return nil
	}
	c, known := u.sent[p]
	switch p.(type) {
	case *session.Connect:
		u.ppm[d], u.acpm[d], u.remote[d] = ppm.Machine{}, acpm.Machine{}, nil
	case *session.Refuse, *session.Abort:
		u.ppm[d], u.acpm[d] = ppm.Machine{}, acpm.Machine{}
		return nil
	case *session.ExceptionReport:
		_, _ = u.ppm[d].SessionException()
		_, _ = u.acpm[d].ProviderException()
		return nil
	}
	if !known || c.ppdu == nil {
		return nil
	}
	if p.Type() == session.TypeRS || p.Type() == session.TypeED {
		_, _ = u.acpm[d].Disrupted()
	}
	if c.apdu != nil {
		if _, err := u.acpm[d].Receive(c.apdu, acpm.Parameters{Negative: c.params.Negative}); err != nil {
			panic(err)
		}
	}
	o, err := u.ppm[d].Receive(c.ppdu, c.params)
	if ac, ok := c.ppdu.(*presentation.AlterContext); ok && err == nil {
		u.remote[d] = ac
	}
	if err == nil || o.Reply == nil {
		return nil
	}
	ab := &session.Abort{Disconnect: session.ReleaseTransport | session.UserAbort}
	ab.UserData = encoding(o.Reply.(appender))
	u.sent[ab] = carried{}
	return ab
}

// setSSDU replaces the user data of p.
func setSSDU(p session.SPDU, b []byte) {
	switch p := p.(type) {
	case *session.DataTransfer:
		p.UserData = b
	case *session.TypedData:
		p.UserData = b
	case *session.ExpeditedData:
		p.UserData = b
	case *session.Finish:
		p.UserData = b
	case *session.Disconnect:
		p.UserData = b
	case *session.NotFinished:
		p.UserData = b
	case *session.GiveTokens:
		p.UserData = b
	case *session.PleaseTokens:
		p.UserData = b
	case *session.GiveTokensConfirm:
		p.UserData = b
	case *session.MinorSyncPoint:
		p.UserData = b
	case *session.MinorSyncAck:
		p.UserData = b
	case *session.MajorSyncPoint:
		p.UserData = b
	case *session.MajorSyncAck:
		p.UserData = b
	case *session.Resynchronize:
		p.UserData = b
	case *session.ResynchronizeAck:
		p.UserData = b
	case *session.ExceptionData:
		p.UserData = b
	case *session.ActivityStart:
		p.UserData = b
	case *session.ActivityResume:
		p.UserData = b
	case *session.ActivityInterrupt:
		p.UserData = b
	case *session.ActivityInterruptAck:
		p.UserData = b
	case *session.ActivityDiscard:
		p.UserData = b
	case *session.ActivityDiscardAck:
		p.UserData = b
	case *session.ActivityEnd:
		p.UserData = b
	case *session.CapabilityData:
		p.UserData = b
	case *session.CapabilityDataAck:
		p.UserData = b
	default:
		panic(p.String())
	}
}
