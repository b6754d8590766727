package osi

// Direction says which end of a connection sent something.
type Direction uint8

// The two directions of a connection.
const (
	FromInitiator Direction = iota // the end that set up the connection below, or would have
	FromResponder
)

// Opposite returns the other direction.
func (d Direction) Opposite() Direction { return d ^ 1 }

// String returns "initiator" or "responder".
func (d Direction) String() string {
	if d == FromInitiator {
		return "initiator"
	}
	return "responder"
}
