package rtse

// Clone returns a copy of p that shares no memory with p or its buffer: what the Clone of its type
// returns.
func Clone(p APDU) APDU {
	switch p := p.(type) {
	case *OpenRequest:
		return pointerTo(p.Clone())
	case *OpenAccept:
		return pointerTo(p.Clone())
	case *OpenReject:
		return pointerTo(p.Clone())
	case *TokenPlease:
		return pointerTo(p.Clone())
	case *Transfer:
		return pointerTo(p.Clone())
	case *Abort:
		return pointerTo(p.Clone())
	}
	return nil
}

func pointerTo[T any](v T) *T { return &v }
