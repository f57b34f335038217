//! A request written in four languages.

use crate::model::Doc;
use serde_json::Value as Json;
use std::fmt::Write as _;

/// A request.
#[derive(Debug, Default)]
pub(super) struct Request {
    pub(super) method: String,
    pub(super) url: String,
    pub(super) headers: Vec<(String, String)>,
    /// The media type of the body, if there is one.
    pub(super) media: String,
    pub(super) body: Option<String>,
    /// The fields of a form.
    pub(super) form: Vec<(String, String)>,
}

/// JSON over several lines.
pub(super) fn pretty(value: &Json) -> String {
    serde_json::to_string_pretty(value).unwrap_or_default()
}

/// The samples: id of the language, its title, and the code.
pub(super) fn docs(request: &Request) -> Doc {
    let samples = [
        ("curl", "curl", "bash", curl(request)),
        ("csharp", "C#", "csharp", csharp(request)),
        ("javascript", "JavaScript", "javascript", javascript(request)),
        ("python", "Python", "python", python(request)),
    ];
    let samples = samples.into_iter().map(|(id, title, language, code)| {
        Doc::map([
            ("id", Doc::text(id)),
            ("title", Doc::text(title)),
            ("code", Doc::Markdown(crate::kind::markdown::fence(&code, language).trim().to_owned())),
        ])
    });
    Doc::List(samples.collect())
}

/// A text in double quotes as C#, JavaScript and Python all read it.
fn quoted(text: &str) -> String {
    Json::from(text).to_string()
}

/// A text in single quotes for a shell.
fn shell(text: &str) -> String {
    format!("'{}'", text.replace('\'', "'\\''"))
}

fn curl(request: &Request) -> String {
    let mut out = "curl".to_owned();
    if request.method != "GET" {
        let _ = write!(out, " -X {}", request.method);
    }
    let _ = write!(out, " {}", shell(&request.url));
    for (name, value) in &request.headers {
        let _ = write!(out, " \\\n  -H {}", shell(&format!("{name}: {value}")));
    }
    for (name, value) in &request.form {
        let _ = write!(out, " \\\n  -d {}", shell(&format!("{name}={value}")));
    }
    if let Some(body) = &request.body {
        let _ =
            write!(out, " \\\n  -H {} \\\n  -d {}", shell(&format!("Content-Type: {}", request.media)), shell(body));
    }
    out
}

fn csharp(request: &Request) -> String {
    let method = match request.method.as_str() {
        "GET" | "POST" | "PUT" | "PATCH" | "DELETE" | "HEAD" | "OPTIONS" | "TRACE" => {
            let (first, rest) = request.method.split_at(1);
            format!("HttpMethod.{first}{}", rest.to_lowercase())
        }
        other => format!("new HttpMethod({})", quoted(other)),
    };
    let mut out = "using var client = new HttpClient();\n".to_owned();
    let _ = writeln!(out, "using var request = new HttpRequestMessage({method}, {});", quoted(&request.url));
    for (name, value) in &request.headers {
        let _ = writeln!(out, "request.Headers.TryAddWithoutValidation({}, {});", quoted(name), quoted(value));
    }
    if !request.form.is_empty() {
        out.push_str("request.Content = new FormUrlEncodedContent(new Dictionary<string, string>\n{\n");
        for (name, value) in &request.form {
            let _ = writeln!(out, "    [{}] = {},", quoted(name), quoted(value));
        }
        out.push_str("});\n");
    }
    if let Some(body) = &request.body {
        let _ = writeln!(
            out,
            "request.Content = new StringContent(\n    \"\"\"\n    {}\n    \"\"\",\n    Encoding.UTF8, {});",
            body.replace('\n', "\n    "),
            quoted(&request.media)
        );
    }
    out.push_str("using var response = await client.SendAsync(request);\nresponse.EnsureSuccessStatusCode();\n");
    out.push_str("var text = await response.Content.ReadAsStringAsync();");
    out
}

fn javascript(request: &Request) -> String {
    let mut options = Vec::new();
    if request.method != "GET" {
        options.push(format!("method: {}", quoted(&request.method)));
    }
    let mut headers: Vec<String> =
        request.headers.iter().map(|(name, value)| format!("    {}: {}", quoted(name), quoted(value))).collect();
    if request.body.is_some() {
        headers.push(format!("    \"Content-Type\": {}", quoted(&request.media)));
    }
    if !headers.is_empty() {
        options.push(format!("headers: {{\n{}\n  }}", headers.join(",\n")));
    }
    if !request.form.is_empty() {
        let fields: Vec<String> =
            request.form.iter().map(|(name, value)| format!("    {}: {}", quoted(name), quoted(value))).collect();
        options.push(format!("body: new URLSearchParams({{\n{}\n  }})", fields.join(",\n")));
    }
    if let Some(body) = &request.body {
        options.push(if request.media.contains("json") {
            format!("body: JSON.stringify({})", body.replace('\n', "\n  "))
        } else {
            format!("body: {}", quoted(body))
        });
    }
    let options = if options.is_empty() { String::new() } else { format!(", {{\n  {}\n}}", options.join(",\n  ")) };
    format!("const response = await fetch({}{options});\nconst text = await response.text();", quoted(&request.url))
}

fn python(request: &Request) -> String {
    let mut arguments = vec![quoted(&request.method), quoted(&request.url)];
    let pair = |(name, value): &(String, String)| format!("        {}: {},", quoted(name), quoted(value));
    let mut headers: Vec<String> = request.headers.iter().map(pair).collect();
    if request.body.is_some() {
        headers.push(format!("        \"Content-Type\": {},", quoted(&request.media)));
    }
    if !headers.is_empty() {
        arguments.push(format!("headers={{\n{}\n    }}", headers.join("\n")));
    }
    if !request.form.is_empty() {
        let fields: Vec<String> = request.form.iter().map(pair).collect();
        arguments.push(format!("data={{\n{}\n    }}", fields.join("\n")));
    }
    if let Some(body) = &request.body {
        // Three quotes cannot end inside JSON, whose quotes stand alone or in pairs.
        let is_safe = !body.contains("\"\"\"") && !body.contains('\\');
        arguments.push(if is_safe { format!("data=\"\"\"{body}\"\"\"") } else { format!("data={}", quoted(body)) });
    }
    format!(
        "import requests\n\nresponse = requests.request(\n    {},\n)\nresponse.raise_for_status()\nprint(response.text)",
        arguments.join(",\n    ")
    )
}
