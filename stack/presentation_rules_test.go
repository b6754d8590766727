package stack

import (
	"testing"

	"github.com/osi-go/osi"
)

// The rules of presentation that a fault in pieces is told by exist under the names that stack asks
// for.
func TestPresentationRules(t *testing.T) {
	t.Parallel()
	for id, r := range map[string]*osi.Rule{
		"presentation.trailing": presentationTrailing, "presentation.pdv-list": presentationPDVList,
		"presentation.missing": presentationMissing, "presentation.duplicate": presentationDuplicate,
		"presentation.context-id": presentationContextID, "presentation.single-empty": presentationSingleEmpty,
		"presentation.single-trailing": presentationSingleMore,
	} {
		if r.ID != id {
			t.Errorf("%s is %s", id, r.ID)
		}
	}
}
