package dump_test

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/osi-go/osi/acse"
	"github.com/osi-go/osi/dump"
	"github.com/osi-go/osi/rtse"
)

// A field is a field of the schema: its path, "Contexts[].ID", and what kind of value it has.
type field struct{ path, kind string }

// fieldKinds are the kinds of value that the methods of the writer write.
var fieldKinds = map[string]string{
	"number": "number", "count": "number", "optNumber": "number", "optWord": "name", "optSet": "names", "flag": "flag", "word": "name", "set": "names", "someSet": "names", "classes": "names", "tokenSetting": "names",
	"code": "code", "oid": "oid", "text": "text", "title": "text", "optAddress": "text", "bits": "text",
	"raw": "octets", "rawAt": "octets", "data": "data", "userData": "data", "ownData": "data", "secret": "secret", "value": "text",
}

// goTypes are the types of JSON values that each kind has.
var goTypes = map[string]string{
	"number": "float64", "flag": "bool", "name": "string", "names": "[]interface {}", "code": "map[string]interface {}",
	"oid": "map[string]interface {}", "text": "string", "octets": "string", "data": "map[string]interface {}", "secret": "string",
}

// A reader reads the schema out of the source of the package: which methods of the writer are
// called for a PDU, with which names.
type reader struct {
	methods map[string]*ast.FuncDecl
	path    []string
	fields  []field
}

// read returns the fields of each type of PDU.
func read(t *testing.T) map[string][]field {
	t.Helper()
	r := reader{methods: map[string]*ast.FuncDecl{}}
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range files {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		f, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.SkipObjectResolution)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range f.Decls {
			if fn, ok := d.(*ast.FuncDecl); ok && fn.Recv != nil {
				r.methods[fn.Name.Name] = fn
			}
		}
	}
	schema := map[string][]field{}
	for _, name := range []string{"fields", "tpdu", "spdu", "ppdu", "apdu", "rtse", "packet"} {
		r.cases(schema, name)
	}
	return schema
}

// cases reads a method with a case for each type of PDU, all of which have the fields that are
// written in front of the switch.
func (r *reader) cases(schema map[string][]field, method string) {
	r.fields, r.path = nil, nil
	for _, s := range r.methods[method].Body.List {
		of, ok := s.(*ast.TypeSwitchStmt)
		if !ok {
			r.statements([]ast.Stmt{s}, "")
			continue
		}
		common := r.fields
		for _, s := range of.Body.List {
			c := s.(*ast.CaseClause)
			for _, e := range c.List {
				star, ok := e.(*ast.StarExpr)
				if !ok {
					continue
				}
				of := star.X.(*ast.SelectorExpr)
				r.fields, r.path = slices.Clone(common), nil
				r.statements(c.Body, "")
				schema[of.X.(*ast.Ident).Name+"."+of.Sel.Name] = r.fields
			}
		}
	}
}

func (r *reader) statements(body []ast.Stmt, name string) {
	for _, s := range body {
		ast.Inspect(s, func(n ast.Node) bool {
			call, ok := n.(*ast.CallExpr)
			if !ok {
				return true
			}
			switch f := call.Fun.(type) {
			case *ast.SelectorExpr:
				if isWriter(f.X) {
					r.call(f.Sel.Name, call.Args, name)
				}
			case *ast.Ident: // of an optional field
				if len(call.Args) > 0 && isWriter(call.Args[0]) {
					r.call(f.Name, call.Args[1:], name)
				}
			}
			return true
		})
	}
}

func isWriter(e ast.Expr) bool {
	x, ok := e.(*ast.Ident)
	return ok && x.Name == "w"
}

// call reads a call of a method of the writer, in a method whose parameter name has the value name.
func (r *reader) call(method string, args []ast.Expr, name string) {
	first := ""
	if len(args) > 0 {
		switch a := args[0].(type) {
		case *ast.BasicLit:
			first, _ = strconv.Unquote(a.Value)
		case *ast.Ident:
			if a.Name == "name" {
				first = name
			}
		}
	}
	switch kind := fieldKinds[method]; {
	case method == "open":
		r.path = append(r.path, first)
	case method == "list":
		r.path = append(r.path, first+"[]")
	case method == "close":
		r.path = r.path[:len(r.path)-1]
	case kind != "":
		path := strings.ReplaceAll(strings.TrimSuffix(strings.Join(append(slices.Clone(r.path), first), "."), "."), "..", ".")
		if !slices.ContainsFunc(r.fields, func(f field) bool { return f.path == path }) {
			r.fields = append(r.fields, field{path, kind})
		}
	case r.methods[method] != nil && method != "begin" && method != "end":
		r.statements(r.methods[method].Body.List, first)
	}
}

const (
	page  = "../docs/dump.md"
	begin = "<!-- fields: written by go test ./dump -run Schema -update -->\n"
)

// The page of the schema has the fields of every PDU with their kinds, as the source writes them.
// What is written of the PDUs in testdata is in it, with the JSON type of its kind.
func TestSchema(t *testing.T) {
	t.Parallel()
	schema := read(t)
	for kind := range kinds(t) {
		if schema[kind] == nil {
			t.Errorf("no fields of %s", kind)
		}
	}
	names := map[string]string{}
	for _, e := range examples(t) {
		kind := strings.TrimPrefix(fmt.Sprintf("%T", e.PDU), "*")
		names[kind] = e.PDU.String()
		var o struct{ Fields map[string]any }
		if err := json.Unmarshal(dump.AppendJSON(nil, &e, &dump.Options{Octets: dump.OctetsAll}), &o); err != nil {
			t.Fatal(err)
		}
		inSchema(t, kind, schema[kind], "", o.Fields)
	}
	names["presentation.Data"], names["presentation.Resynchronize"], names["lapb.Frame"] = "its primitive", "RS, RSA", "I, RR, …"
	got := table(schema, names)
	text, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	head, tail, ok := strings.Cut(string(text), begin)
	if !ok {
		t.Fatalf("%s has no %s", page, begin)
	}
	if *update {
		if err := os.WriteFile(page, []byte(head+begin+got), 0o600); err != nil {
			t.Fatal(err)
		}
	} else if tail != got {
		t.Errorf("%s is not what the source says: run with -update", page)
	}
}

func table(schema map[string][]field, names map[string]string) string {
	var types []string
	for name := range schema {
		types = append(types, name)
	}
	slices.Sort(types)
	var b strings.Builder
	last := ""
	for _, name := range types {
		if layer, _, _ := strings.Cut(name, "."); layer != last {
			fmt.Fprintf(&b, "\n### %s\n", layer)
			fmt.Fprintf(&b, "\n| PDU | fields |\n|---|---|\n")
			if layer == "session" {
				fmt.Fprintf(&b, "| every SPDU | %s |\n", list(schema["session.Null"]))
			}
			last = layer
		}
		var fields []field
		for _, f := range schema[name] {
			if last == "session" && slices.Contains(schema["session.Null"], f) {
				continue // of every SPDU
			}
			fields = append(fields, f)
		}
		_, short, _ := strings.Cut(name, ".")
		fmt.Fprintf(&b, "| %s: %s | %s |\n", names[name], short, list(fields))
	}
	return b.String()
}

func list(fields []field) string {
	var all []string
	for _, f := range fields {
		all = append(all, fmt.Sprintf("`%s` %s", f.path, f.kind))
	}
	return strings.Join(all, ", ")
}

// inSchema checks that v, which stands at path, and all that is in it are in the schema.
func inSchema(t *testing.T, kind string, schema []field, path string, v any) {
	t.Helper()
	for _, f := range schema {
		if f.path == path && path != "" {
			if got := fmt.Sprintf("%T", v); got != goTypes[f.kind] {
				t.Errorf("%s %s is %s", kind, path, got)
			}
			return
		}
	}
	switch v := v.(type) {
	case map[string]any:
		for name, member := range v {
			inSchema(t, kind, schema, strings.TrimPrefix(path+"."+name, "."), member)
		}
	case []any:
		for _, element := range v {
			inSchema(t, kind, schema, path+"[]", element)
		}
	default:
		t.Errorf("%s %s is not in the schema", kind, path)
	}
}

// notShown are the fields of PDUs that the octets do not say, or that say where others lie.
var notShown = []string{"Format", "OverTCP", "HasBlock", "Offset", "X410Offset", "InformationOffset"}

// Every exported field of the Go type of a PDU is in the schema, under its name.
func TestNothingForgotten(t *testing.T) {
	t.Parallel()
	schema := read(t)
	for _, e := range examples(t) {
		of := reflect.TypeOf(e.PDU).Elem()
		name := of.String()
		var paths []string
		goFields(of, "", &paths)
		for _, path := range paths {
			if name == "session.Resynchronize" || name == "session.ResynchronizeAck" {
				path = strings.Replace(path, "Tokens", "TokenSetting", 1)
			}
			if !slices.ContainsFunc(schema[name], func(f field) bool { return f.path == path || strings.HasPrefix(f.path, path+"[") }) {
				t.Errorf("%s: no %s", name, path)
			}
		}
	}
}

// goFields appends the paths of the fields in a struct, as the schema has them.
func goFields(of reflect.Type, path string, paths *[]string) {
	if of.Kind() == reflect.Struct && of.NumField() == 2 && of.Field(1).Name == "Present" { // an Opt
		of = of.Field(0).Type
	}
	switch {
	case of.Kind() == reflect.Slice && of.Elem().Kind() != reflect.Uint8:
		goFields(of.Elem(), path+"[]", paths)
		return
	case of.Kind() == reflect.Struct && of.NumField() > 0 && of.Field(0).IsExported() && of != reflect.TypeFor[acse.Diagnostic]() && of != reflect.TypeFor[rtse.Bits]():
		for i := range of.NumField() {
			f := of.Field(i)
			switch {
			case !f.IsExported() || slices.Contains(notShown, f.Name):
			case f.Anonymous:
				goFields(f.Type, path, paths)
			default:
				goFields(f.Type, strings.TrimPrefix(path+"."+f.Name, "."), paths)
			}
		}
		return
	}
	*paths = append(*paths, path)
}
