package presentation

import "bytes"

// Clone returns a copy of p that shares no memory with p or its buffer: what the Clone of its type
// returns, where that has one.
func Clone(p PPDU) PPDU {
	switch p := p.(type) {
	case *Connect:
		return pointerTo(p.Clone())
	case *ConnectAccept:
		return pointerTo(p.Clone())
	case *ConnectReject:
		return pointerTo(p.Clone())
	case *AbnormalReleaseUser:
		return pointerTo(p.Clone())
	case *AbnormalReleaseProvider:
		return pointerTo(*p)
	case *AlterContext:
		return pointerTo(p.Clone())
	case *AlterContextAcknowledge:
		return pointerTo(p.Clone())
	case *Resynchronize:
		return pointerTo(p.Clone())
	case *Data:
		return pointerTo(p.Clone())
	case *UnitData:
		return pointerTo(p.Clone())
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

func pointerTo[T any](v T) *T { return &v }
