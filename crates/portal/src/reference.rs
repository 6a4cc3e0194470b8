//! `/api/v1` as its OpenAPI document describes it, put into words for people: what `/portal/developers/api` shows.

use crate::prose::{Prose, prose};
use serde_json::{Map, Value};

/// How deep an example goes into the shapes that a shape holds.
const EXAMPLE_DEPTH_MAX: usize = 8;
/// Where shapes stand in the document.
const SHAPES: &str = "#/components/schemas/";
const METHODS: [&str; 5] = ["get", "post", "put", "patch", "delete"];

/// All of it.
#[derive(Debug, Default)]
pub(crate) struct Reference {
    pub(crate) about: Prose,
    pub(crate) groups: Vec<Group>,
    pub(crate) shapes: Vec<Shape>,
}

/// The operations that share a tag.
#[derive(Debug)]
pub(crate) struct Group {
    pub(crate) name: String,
    pub(crate) about: Prose,
    pub(crate) operations: Vec<Operation>,
}

/// An address with a method.
#[derive(Debug)]
pub(crate) struct Operation {
    /// Names it on the page.
    pub(crate) id: String,
    pub(crate) method: String,
    pub(crate) path: String,
    pub(crate) summary: Prose,
    pub(crate) about: Prose,
    /// Nobody has to sign in.
    pub(crate) open: bool,
    pub(crate) parameters: Vec<Field>,
    pub(crate) body: Option<Given>,
    pub(crate) answers: Vec<Given>,
}

/// A parameter, or a field of a shape.
#[derive(Debug)]
pub(crate) struct Field {
    pub(crate) name: String,
    /// `query`, `path` or `header`; empty for a field.
    pub(crate) place: String,
    pub(crate) required: bool,
    pub(crate) kind: Kind,
    pub(crate) about: Prose,
    /// `1 to 500`, `100 when left out`.
    pub(crate) bounds: Vec<String>,
    pub(crate) example: Option<String>,
}

/// What a body is, sent or answered.
#[derive(Debug)]
pub(crate) struct Given {
    /// Of an answer.
    pub(crate) status: String,
    pub(crate) about: Prose,
    pub(crate) media_type: Option<String>,
    pub(crate) kind: Kind,
    pub(crate) example: Option<String>,
}

impl Given {
    /// An answer that does what was asked for.
    pub(crate) fn is_good(&self) -> bool {
        self.status.starts_with('2')
    }
}

/// A type in words: each part with whether it is the name of a shape.
pub(crate) type Kind = Vec<(String, bool)>;

/// A shape that has a name.
#[derive(Debug)]
pub(crate) struct Shape {
    pub(crate) name: String,
    pub(crate) about: Prose,
    /// One, or each of those that it can be.
    pub(crate) variants: Vec<Variant>,
    /// What it is, where it has no fields.
    pub(crate) kind: Kind,
}

/// One form of a shape.
#[derive(Debug)]
pub(crate) struct Variant {
    pub(crate) about: Prose,
    pub(crate) fields: Vec<Field>,
}

impl Reference {
    /// Reads an OpenAPI document. What is not there is left out: the page shows what there is.
    pub(crate) fn read(openapi: &[u8]) -> Self {
        let document: Value = serde_json::from_slice(openapi).unwrap_or_default();
        let reading = Reading { shapes: document.pointer("/components/schemas").and_then(Value::as_object) };
        let operations: Vec<(String, Operation)> =
            document["paths"].as_object().into_iter().flatten().flat_map(|at| reading.operations(at)).collect();
        let mut groups: Vec<Group> = items(&document["tags"])
            .map(|tag| Group { name: text(&tag["name"]), about: prose(&text(&tag["description"])), operations: vec![] })
            .collect();
        for (tag, operation) in operations {
            match groups.iter_mut().find(|group| group.name == tag) {
                Some(group) => group.operations.push(operation),
                None => groups.push(Group { name: tag, about: Prose::default(), operations: vec![operation] }),
            }
        }
        groups.retain(|group| !group.operations.is_empty());
        let shapes = reading.shapes.into_iter().flatten().map(|(name, schema)| reading.shape(name, schema)).collect();
        Self { about: prose(&text(&document["info"]["description"])), groups, shapes }
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn items(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

/// A value as JSON, but texts without their quotes.
fn shown(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

struct Reading<'a> {
    shapes: Option<&'a Map<String, Value>>,
}

impl Reading<'_> {
    /// What is at a path, each with its tag.
    fn operations(&self, (path, at): (&String, &Value)) -> Vec<(String, Operation)> {
        let methods = METHODS.iter().filter_map(|method| Some((*method, at.get(*method)?)));
        methods.map(|(method, it)| (text(&it["tags"][0]), self.operation(path, method, it))).collect()
    }

    fn operation(&self, path: &str, method: &str, it: &Value) -> Operation {
        let answers = it["responses"].as_object().into_iter().flatten();
        Operation {
            id: text(&it["operationId"]),
            method: method.to_uppercase(),
            path: path.to_owned(),
            summary: prose(&text(&it["summary"])),
            about: prose(&text(&it["description"])),
            // A list of ways to sign in that holds an empty one is met by nobody in particular.
            open: items(&it["security"]).any(|way| way.as_object().is_some_and(Map::is_empty)),
            parameters: items(&it["parameters"]).map(|parameter| self.parameter(parameter)).collect(),
            body: it.get("requestBody").map(|body| self.given("", body)),
            answers: answers.map(|(status, answer)| self.given(status, answer)).collect(),
        }
    }

    fn parameter(&self, it: &Value) -> Field {
        let mut field = self.field(&text(&it["name"]), &it["schema"], it["required"] == true);
        field.place = text(&it["in"]);
        field.about = prose(&text(&it["description"]));
        field.example = it.get("example").map(shown).or(field.example);
        field
    }

    fn given(&self, status: &str, it: &Value) -> Given {
        let content = it["content"].as_object().and_then(|content| content.iter().next());
        let example = content.and_then(|(media_type, content)| match content.get("example") {
            Some(example) => Some(shown(example)),
            None if media_type == "application/json" => {
                let example = self.example(&content["schema"], EXAMPLE_DEPTH_MAX);
                serde_json::to_string_pretty(&example).ok().filter(|_| example != Value::Null)
            }
            None => None,
        });
        Given {
            status: status.to_owned(),
            about: prose(&text(&it["description"])),
            media_type: content.map(|(media_type, _)| media_type.clone()),
            kind: content.map(|(_, content)| self.kind(&content["schema"])).unwrap_or_default(),
            example,
        }
    }

    fn shape(&self, name: &str, schema: &Value) -> Shape {
        let variants = match schema.get("oneOf") {
            Some(several) => items(several).map(|one| self.variant(one)).collect(),
            None => vec![Variant { about: Prose::default(), ..self.variant(schema) }],
        };
        let bare = variants.iter().all(|variant| variant.fields.is_empty());
        Shape {
            name: name.to_owned(),
            about: prose(&text(&schema["description"])),
            variants: if bare { Vec::new() } else { variants },
            kind: if bare { self.kind(schema) } else { Kind::new() },
        }
    }

    fn variant(&self, schema: &Value) -> Variant {
        let required = |name: &str| items(&schema["required"]).any(|required| required == name);
        let fields = schema["properties"].as_object().into_iter().flatten();
        Variant {
            about: prose(&text(&schema["description"])),
            fields: fields.map(|(name, field)| self.field(name, field, required(name))).collect(),
        }
    }

    fn field(&self, name: &str, schema: &Value, required: bool) -> Field {
        // `oneOf` with null is how something is written that may be missing: what it says stands inside.
        let inner = items(&schema["oneOf"]).find(|one| one["type"] != "null");
        let about = [Some(schema), inner].into_iter().flatten().map(|one| text(&one["description"]));
        Field {
            name: name.to_owned(),
            place: String::new(),
            required,
            kind: self.kind(schema),
            about: prose(&about.filter(|about| !about.is_empty()).collect::<Vec<_>>().join("\n\n")),
            bounds: bounds(schema),
            example: schema.get("example").map(shown),
        }
    }

    /// A type in words.
    fn kind(&self, schema: &Value) -> Kind {
        if let Some(name) = schema["$ref"].as_str().and_then(|name| name.strip_prefix(SHAPES)) {
            return vec![(name.to_owned(), self.shapes.is_some_and(|shapes| shapes.contains_key(name)))];
        }
        if let Some(values) = schema.get("enum") {
            let values: Vec<String> = items(values).map(shown).collect();
            return vec![(values.join(" or "), false)];
        }
        if let Some(several) = schema.get("oneOf").or_else(|| schema.get("anyOf")) {
            let mut kind = Kind::new();
            for one in items(several) {
                if !kind.is_empty() {
                    kind.push((" or ".to_owned(), false));
                }
                kind.extend(self.kind(one));
            }
            return kind;
        }
        match &schema["type"] {
            Value::String(name) if name == "array" => {
                let mut kind = vec![("array of ".to_owned(), false)];
                kind.extend(self.kind(&schema["items"]));
                kind
            }
            Value::String(name) => vec![(named(name, schema), false)],
            several @ Value::Array(_) => {
                let names: Vec<String> = items(several).map(|name| named(&text(name), schema)).collect();
                vec![(names.join(" or "), false)]
            }
            _ => vec![("anything".to_owned(), false)],
        }
    }

    /// A value of this type, as an example.
    fn example(&self, schema: &Value, depth: usize) -> Value {
        if let Some(example) = schema.get("example").or_else(|| schema.get("default")) {
            return example.clone();
        }
        if depth == 0 {
            return Value::Null;
        }
        if let Some(name) = schema["$ref"].as_str().and_then(|name| name.strip_prefix(SHAPES)) {
            return self
                .shapes
                .and_then(|shapes| shapes.get(name))
                .map_or(Value::Null, |it| self.example(it, depth - 1));
        }
        if let Some(first) = schema["oneOf"].get(0).or_else(|| schema["enum"].get(0)) {
            return if schema.get("enum").is_some() { first.clone() } else { self.example(first, depth - 1) };
        }
        let kind = match &schema["type"] {
            Value::Array(several) => several.first().and_then(Value::as_str).unwrap_or_default(),
            one => one.as_str().unwrap_or_default(),
        };
        match kind {
            "object" => {
                let fields = schema["properties"].as_object().into_iter().flatten();
                // What may be missing is left out where it would only repeat that it may.
                let required = |name: &str| items(&schema["required"]).any(|required| required == name);
                let shown = fields.filter(|(name, field)| required(name) || field.get("example").is_some());
                shown.map(|(name, field)| (name.clone(), self.example(field, depth - 1))).collect()
            }
            "array" => Value::Array(vec![self.example(&schema["items"], depth - 1)]),
            "string" if schema["format"] == "date-time" => "2026-09-01T12:00:00Z".into(),
            "string" => "…".into(),
            "integer" | "number" => schema.get("minimum").cloned().unwrap_or_else(|| 1.into()),
            "boolean" => false.into(),
            _ => Value::Null,
        }
    }
}

/// The name of a type, with what its texts are.
fn named(name: &str, schema: &Value) -> String {
    match schema["format"].as_str() {
        Some("date-time") if name == "string" => "time (RFC 3339)".to_owned(),
        _ => name.to_owned(),
    }
}

fn bounds(schema: &Value) -> Vec<String> {
    let mut bounds = Vec::new();
    match (schema.get("minimum"), schema.get("maximum")) {
        (Some(least), Some(most)) => bounds.push(format!("{least} to {most}")),
        // That a number is not negative says nothing to anybody.
        (Some(least), None) if *least != 0 => bounds.push(format!("at least {least}")),
        (None, Some(most)) => bounds.push(format!("at most {most}")),
        _ => {}
    }
    bounds.extend(schema.get("default").map(|usual| format!("{} when left out", shown(usual))));
    bounds
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn read() -> Reference {
        let document = json!({
            "info": {"description": "The wire.\n\nRead `feed`."},
            "tags": [{"name": "wire", "description": "In order"}, {"name": "nobody", "description": "Unused"}],
            "paths": {
                "/feed": {"get": {
                    "tags": ["wire"], "operationId": "feed", "summary": "All of it.",
                    "parameters": [{"name": "limit", "in": "query", "description": "Events of a `page`.",
                        "schema": {"type": "integer", "minimum": 1, "maximum": 500, "default": 100}}],
                    "responses": {"200": {"description": "A page",
                        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Page"}}}}},
                }},
                "/keys": {"get": {"tags": ["other"], "security": [{}], "responses": {"304": {"description": "Held"}}}},
            },
            "components": {"schemas": {
                "Page": {"type": "object", "description": "A page.", "required": ["events"], "properties": {
                    "events": {"type": "array", "items": {"$ref": "#/components/schemas/Event"}, "description": "Oldest first."},
                    "next": {"oneOf": [{"$ref": "#/components/schemas/Page", "description": "The one after."}, {"type": "null"}]},
                }},
                "Event": {"oneOf": [
                    {"type": "object", "description": "A story.", "required": ["seq"],
                        "properties": {"seq": {"type": "integer", "example": 58}, "until": {"type": ["string", "null"], "format": "date-time"}}},
                    {"type": "object", "description": "<b>Closed</b>.", "properties": {"reason": {"type": "string", "enum": ["a", "b"]}}},
                ]},
            }},
        });
        Reference::read(document.to_string().as_bytes())
    }

    #[test]
    fn operations_stand_under_their_tags() {
        let reference = read();
        let groups: Vec<_> =
            reference.groups.iter().map(|group| (group.name.as_str(), group.operations.len())).collect();
        assert_eq!(groups, [("wire", 1), ("other", 1)]);
        let feed = &reference.groups[0].operations[0];
        assert_eq!((feed.method.as_str(), feed.path.as_str(), feed.open), ("GET", "/feed", false));
        assert_eq!(feed.parameters[0].bounds, ["1 to 500", "100 when left out"]);
        assert_eq!(
            feed.parameters[0].about,
            [vec![("Events of a ".to_owned(), false), ("page".to_owned(), true), (".".to_owned(), false)]]
        );
        assert!(reference.groups[1].operations[0].open);
        assert_eq!(reference.about.len(), 2);
    }

    #[test]
    fn shapes_say_what_they_hold() {
        let reference = read();
        let [event, page] = &reference.shapes[..] else { panic!("{reference:?}") };
        assert_eq!((event.variants.len(), page.variants.len()), (2, 1));
        let fields = &page.variants[0].fields;
        assert_eq!(fields[0].kind, [("array of ".to_owned(), false), ("Event".to_owned(), true)]);
        assert!(fields[0].required && !fields[1].required);
        let next = [("Page".to_owned(), true), (" or ".to_owned(), false), ("null".to_owned(), false)];
        assert_eq!((&fields[1].kind[..], &fields[1].about[0][0].0), (&next[..], &"The one after.".to_owned()));
        assert_eq!(event.variants[0].fields[1].kind, [("time (RFC 3339) or null".to_owned(), false)]);
        assert_eq!(event.variants[1].fields[0].kind, [("a or b".to_owned(), false)]);
    }

    #[test]
    fn examples_are_made_of_those_of_the_fields() {
        let reference = read();
        let page = &reference.groups[0].operations[0].answers[0];
        let example: Value = serde_json::from_str(page.example.as_deref().unwrap()).unwrap();
        assert_eq!(example, json!({"events": [{"seq": 58}]}));
        assert!(page.is_good());
        assert!(Reference::read(b"nonsense").groups.is_empty());
    }
}
