package acse

// Clone returns a copy of p that shares no memory with p or its buffer: what the Clone of its type
// returns.
func Clone(p APDU) APDU {
	switch p := p.(type) {
	case *AssociateRequest:
		return pointer(p.Clone())
	case *AssociateResponse:
		return pointer(p.Clone())
	case *ReleaseRequest:
		return pointer(p.Clone())
	case *ReleaseResponse:
		return pointer(p.Clone())
	case *Abort:
		return pointer(p.Clone())
	case *UnitData:
		return pointer(p.Clone())
	}
	return nil
}

func pointer[T any](v T) *T { return &v }
