// Package relay puts the gate of package validate on connections. [Run] joins two connections, as a
// proxy in front of an application does; [RunDial] opens the second one when something valid has
// come on the first. [Conn] guards one, inside an application. Both take
// ownership of a [validate.Stream], which nothing else may use from then on.
//
// # Units
//
// Octets pass in units of the carrier, as package validate judges them. TPKTs and XOT need a
// connection that is a stream of octets. The other carriers need one that keeps the boundaries of
// messages, such as a SOCK_SEQPACKET socket: each Read of it is one unit.
//
// # Rejections
//
// The answer that the standard suggests goes to the sender of the unit, between two units of the
// other side. After a rejection that ends the connection nothing more passes. What had passed
// before reaches its receiver; then come the answer and the end of the connection. The connection
// is read for [Options.Linger] more, and what comes is discarded: TCP would otherwise reset the
// connection and take the answer back.
//
// # Memory
//
// Run holds one buffer of [Options.Buffer] octets a direction, and Conn one. An unfinished unit is
// in the Stream, within the limits of its Policy. A side that does not read stops the other
// direction's reading: nothing is queued. The data phase allocates nothing.
//
// # Errors
//
// [Error] says why a connection ended. errors.Is finds its [Reason], and errors.As the [osi.Error]
// of a rejection.
//
// # Goroutines
//
// Run starts two, and two more at the end of the connection; RunDial starts one of them when the
// responder is connected. They end before it returns.
// Conn starts two after a rejection that ends the connection. They end within Options.Linger.
package relay
