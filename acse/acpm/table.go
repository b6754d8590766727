package acpm

//go:generate go run ../../presentation/ppm/generate.go -package acpm -plain -o table_gen.go testdata/state-table.csv

// A row is one alternative of a cell of Table A.5.
type row struct {
	event Event
	state State
	alt   uint8 // from 1
	when  uint8 // index of conditions
	out   Output
	next  State
}

// A condition is a predicate expression. It is true when one of its terms is, or it has none.
type condition struct {
	text  string
	terms []term
}

// A term is true when the predicates in holds are true and those in fails are not. Bit n is
// predicate pn.
type term struct{ holds, fails uint32 }

// A span is a run of rows. An empty one is a blank cell.
type span struct {
	first uint16
	count uint8
}

func (s span) rows() []row { return rows[s.first:][:s.count] }
