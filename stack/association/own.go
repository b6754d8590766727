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
func own(p session.SPDU) session.SPDU {
	common := session.CommonOf(p)
	data := common.UserData
	common.UserData = nil
	defer func() { common.UserData = data }()
	return session.Clone(p)
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
