package ppm

//go:generate go run generate.go -package ppm -o table_gen.go -readings testdata/readings.csv testdata/state-tables.csv testdata/state-tables-amd1.csv

// A row is one alternative of a cell.
type row struct {
	event   Event
	state   State
	table   table
	alt     uint8    // from 1
	when    uint8    // index of conditions
	actions [5]uint8 // numbers of specific actions, in their order; 0: no more
	out     Output
	next    State
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

// A table is one of Tables A.21 to A.29.
type table uint8

// The tables.
const (
	tableA21 table = iota
	tableA22
	tableA23
	tableA24
	tableA25
	tableA26
	tableA27
	tableA28
	tableA29
	tables
)

// tableOf returns the table that has the row of e.
func tableOf(e Event) table {
	for s := range cells[e] {
		if c := cells[e][s]; c.count > 0 {
			return rows[c.first].table
		}
	}
	return tableA21
}
