package presentation

import "bytes"

// Clone returns a copy of p that shares no memory with p or its buffer: what the Clone of its type
// returns, where that has one.
func Clone(p PPDU) PPDU {
	switch p := p.(type) {
	case *Connect:
		return pointer(p.Clone())
	case *ConnectAccept:
		return pointer(p.Clone())
	case *ConnectReject:
		return pointer(p.Clone())
	case *AbnormalReleaseUser:
		return pointer(p.Clone())
	case *AbnormalReleaseProvider:
		return pointer(*p)
	case *AlterContext:
		return pointer(p.Clone())
	case *AlterContextAcknowledge:
		return pointer(p.Clone())
	case *Resynchronize:
		return pointer(p.Clone())
	case *Data:
		return pointer(p.Clone())
	case *UnitData:
		return pointer(p.Clone())
	case *ShortConnect:
		return &ShortConnect{p.Encoding, bytes.Clone(p.UserData)}
	case *ShortAccept:
		return &ShortAccept{p.Encoding, bytes.Clone(p.UserData)}
	case *ShortReject:
		return &ShortReject{p.Reason, p.Encoding, bytes.Clone(p.UserData)}
	case *ShortUnitData:
		return &ShortUnitData{p.Encoding, bytes.Clone(p.UserData)}
	}
	return nil
}

func pointer[T any](v T) *T { return &v }
