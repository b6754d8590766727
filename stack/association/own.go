package association

import (
	"bytes"

	"github.com/osi-go/osi/acse"
	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/stack"
)

// pointer returns p, a copy, as a pointer.
func pointer[T any](p T) *T { return &p }

// own returns a copy of an SPDU without its user data.
func own(p session.SPDU) session.SPDU { //nolint:gocyclo // one case an SPDU
	common := session.CommonOf(p)
	data := common.UserData
	common.UserData = nil
	defer func() { common.UserData = data }()
	switch p := p.(type) {
	case *session.Connect:
		return pointer(p.Clone())
	case *session.Accept:
		return pointer(p.Clone())
	case *session.Refuse:
		return pointer(p.Clone())
	case *session.Finish:
		return pointer(p.Clone())
	case *session.Disconnect:
		return pointer(p.Clone())
	case *session.NotFinished:
		return pointer(p.Clone())
	case *session.Abort:
		return pointer(p.Clone())
	case *session.DataTransfer:
		return pointer(p.Clone())
	case *session.TypedData:
		return pointer(p.Clone())
	case *session.ExpeditedData:
		return pointer(p.Clone())
	case *session.CapabilityData:
		return pointer(p.Clone())
	case *session.CapabilityDataAck:
		return pointer(p.Clone())
	case *session.GiveTokens:
		return pointer(p.Clone())
	case *session.PleaseTokens:
		return pointer(p.Clone())
	case *session.GiveTokensConfirm:
		return pointer(p.Clone())
	case *session.MinorSyncPoint:
		return pointer(p.Clone())
	case *session.MinorSyncAck:
		return pointer(p.Clone())
	case *session.MajorSyncPoint:
		return pointer(p.Clone())
	case *session.MajorSyncAck:
		return pointer(p.Clone())
	case *session.Resynchronize:
		return pointer(p.Clone())
	case *session.ResynchronizeAck:
		return pointer(p.Clone())
	case *session.ExceptionReport:
		return pointer(p.Clone())
	case *session.ExceptionData:
		return pointer(p.Clone())
	case *session.ActivityStart:
		return pointer(p.Clone())
	case *session.ActivityResume:
		return pointer(p.Clone())
	case *session.ActivityInterrupt:
		return pointer(p.Clone())
	case *session.ActivityInterruptAck:
		return pointer(p.Clone())
	case *session.ActivityDiscard:
		return pointer(p.Clone())
	case *session.ActivityDiscardAck:
		return pointer(p.Clone())
	case *session.ActivityEnd:
		return pointer(p.Clone())
	}
	return p // of the provider, or of a connection in short forms: no event has it
}

// ownPPDU returns a copy of a PPDU without its user data, or nil if it has nothing else.
func ownPPDU(p presentation.PPDU) presentation.PPDU {
	if data, _ := dataOf(p); data != nil {
		before := *data
		*data = presentation.UserData{}
		defer func() { *data = before }()
	}
	switch p := p.(type) {
	case *presentation.Connect:
		return pointer(p.Clone())
	case *presentation.ConnectAccept:
		return pointer(p.Clone())
	case *presentation.ConnectReject:
		return pointer(p.Clone())
	case *presentation.AbnormalReleaseUser:
		return pointer(p.Clone())
	case *presentation.AbnormalReleaseProvider:
		return pointer(*p)
	case *presentation.AlterContext:
		return pointer(p.Clone())
	case *presentation.AlterContextAcknowledge:
		return pointer(p.Clone())
	case *presentation.Resynchronize:
		return pointer(p.Clone())
	}
	return nil
}

// ownAPDU returns a copy of an APDU, or nil.
func ownAPDU(p acse.APDU) acse.APDU {
	switch p := p.(type) {
	case *acse.AssociateRequest:
		return pointer(p.Clone())
	case *acse.AssociateResponse:
		return pointer(p.Clone())
	case *acse.ReleaseRequest:
		return pointer(p.Clone())
	case *acse.ReleaseResponse:
		return pointer(p.Clone())
	case *acse.Abort:
		return pointer(p.Clone())
	}
	return nil
}

func cloneValues(list []stack.Value) []stack.Value {
	own := make([]stack.Value, len(list))
	for i := range list {
		own[i] = list[i]
		own[i].Octets = bytes.Clone(list[i].Octets)
	}
	return own
}
