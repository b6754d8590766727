package association

import (
	"bytes"

	"github.com/osi-go/osi/presentation"
	"github.com/osi-go/osi/session"
	"github.com/osi-go/osi/stack"
)

// withoutUserData returns a copy of an SPDU without its user data.
func withoutUserData(p session.SPDU) session.SPDU {
	common := session.CommonOf(p)
	data := common.UserData
	common.UserData = nil
	defer func() { common.UserData = data }()
	return session.Clone(p)
}

// ownPPDU returns a copy of a PPDU without its user data, or nil if it has nothing else.
func ownPPDU(p presentation.PPDU) presentation.PPDU {
	switch p.(type) {
	case nil, *presentation.Data:
		return nil
	}
	if data, _ := dataOf(p); data != nil {
		before := *data
		*data = presentation.UserData{}
		defer func() { *data = before }()
	}
	return presentation.Clone(p)
}

func cloneValues(list []stack.Value) []stack.Value {
	own := make([]stack.Value, len(list))
	for i := range list {
		own[i] = list[i]
		own[i].Octets = bytes.Clone(list[i].Octets)
	}
	return own
}
