// Package guest makes a test binary the init of a User-Mode Linux, where it has X.25 and the
// devices it likes. .ci/x25peer boots it.
package guest
