package rtse

// Clone returns a copy of p that shares no memory with p or its buffer: what the Clone of its type
// returns.
func Clone(p APDU) APDU {
	switch p := p.(type) {
	case *OpenRequest:
		return pointer(p.Clone())
	case *OpenAccept:
		return pointer(p.Clone())
	case *OpenReject:
		return pointer(p.Clone())
	case *TokenPlease:
		return pointer(p.Clone())
	case *Transfer:
		return pointer(p.Clone())
	case *Abort:
		return pointer(p.Clone())
	}
	return nil
}

func pointer[T any](v T) *T { return &v }
