package acse

// Clone returns a copy of p that shares no memory with p or its buffer: what the Clone of its type
// returns.
func Clone(p APDU) APDU {
	switch p := p.(type) {
	case *AssociateRequest:
		return pointerTo(p.Clone())
	case *AssociateResponse:
		return pointerTo(p.Clone())
	case *ReleaseRequest:
		return pointerTo(p.Clone())
	case *ReleaseResponse:
		return pointerTo(p.Clone())
	case *Abort:
		return pointerTo(p.Clone())
	case *UnitData:
		return pointerTo(p.Clone())
	}
	return nil
}

func pointerTo[T any](v T) *T { return &v }
