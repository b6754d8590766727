package validate_test

import (
	"errors"
	"io"
	"testing"

	"github.com/osi-go/osi"
	"github.com/osi-go/osi/validate"
)

// A PanicError is of rule validate.panic, and is the error that was panicked with, if it was one.
func TestPanicError(t *testing.T) {
	t.Parallel()
	of := &validate.PanicError{Value: io.EOF}
	if !errors.Is(of, io.EOF) || osi.AsError(of) == nil || osi.AsError(of).ID != "validate.panic" {
		t.Errorf("%v", of)
	}
	text := &validate.PanicError{Value: "text"}
	if errors.Is(text, io.EOF) || osi.AsError(text) == nil || text.Error() != "validate: panic: text" {
		t.Errorf("%v", text)
	}
}
