//! Draws lines over two axes, as an SVG that a page of the book includes:
//! it takes its colours from the theme, says in words what it shows, and
//! tells its lines apart by dash and marker.

/// A picture: one panel, or several below each other.
pub struct Drawing<'a> {
    /// Begins the ids in the picture: no two pictures of a page have the same.
    pub id: &'a str,
    pub title: &'a str,
    /// What somebody who does not see the picture is told.
    pub words: &'a str,
    pub panels: Vec<Panel<'a>>,
}

/// Lines over two axes.
pub struct Panel<'a> {
    pub x: Axis<'a>,
    pub y: Axis<'a>,
    /// Up to three; if there are several, a legend names them.
    pub lines: Vec<Line<'a>>,
}

/// An axis, from its first tick to its last.
pub struct Axis<'a> {
    pub label: &'a str,
    pub scale: Scale,
    /// Values, ascending, with what stands at each.
    pub ticks: Vec<(f64, String)>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Scale {
    Linear,
    /// Each step multiplies; for values above 0.
    Log,
}

/// Points in their order, joined.
pub struct Line<'a> {
    /// Its name in the legend.
    pub label: &'a str,
    pub points: Vec<(f64, f64)>,
}

impl<'a> Axis<'a> {
    /// An axis on which equal differences take equal room.
    pub fn linear(label: &'a str, ticks: &[f64]) -> Axis<'a> {
        let ticks = ticks.iter().map(|tick| (*tick, tick.to_string()));
        Axis { label, scale: Scale::Linear, ticks: ticks.collect() }
    }

    /// An axis on which equal ratios take equal room.
    pub fn log(label: &'a str, ticks: &[(f64, &str)]) -> Axis<'a> {
        let ticks = ticks.iter().map(|(tick, text)| (*tick, text.to_string()));
        Axis { label, scale: Scale::Log, ticks: ticks.collect() }
    }

    /// Where a value is: 0 at the first tick, 1 at the last.
    fn place(&self, value: f64) -> f64 {
        let [first, last] = [self.ticks.first(), self.ticks.last()]
            .map(|tick| self.stretch(tick.expect("an axis with ticks").0));
        let place = (self.stretch(value) - first) / (last - first);
        let (axis, on_it) = (self.label, (-1e-9..1.0 + 1e-9).contains(&place));
        assert!(on_it, "{value} is beyond the ticks of the axis “{axis}”");
        place
    }

    fn stretch(&self, value: f64) -> f64 {
        match self.scale {
            Scale::Linear => value,
            Scale::Log => value.ln(),
        }
    }
}

/// The size of a picture and its parts, in the SVG's units: the book's
/// drawings are 480 wide, and their letters 17 high.
const WIDTH: f64 = 480.0;
const LEFT: f64 = 60.0;
const RIGHT: f64 = 450.0;
const HEIGHT: f64 = 210.0;
const ROW: f64 = 26.0;

/// More than these markers on a line would run into each other.
const MARKERS: usize = 20;

/// The dashes and the markers of the first, the second, the third line.
const DASHES: [&str; 3] = ["none", "3 6", "12 6"];
type Marker = fn(f64, f64) -> String;
const MARKER: [Marker; 3] = [
    |x, y| format!("<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"5\"/>"),
    |x, y| {
        let (x, y) = (x - 4.5, y - 4.5);
        format!("<path d=\"M{x:.1} {y:.1}h9v9h-9z\"/>")
    },
    |x, y| format!("<path d=\"M{x:.1} {:.1}l6 10h-12z\"/>", y - 6.0),
];

impl Drawing<'_> {
    /// The picture as a whole SVG element, without a blank line, which
    /// would end it in Markdown.
    ///
    /// # Panics
    ///
    /// When a point is beyond the ticks of an axis, or a panel has more
    /// than three lines.
    pub fn svg(&self) -> String {
        let mut parts = String::new();
        let mut top = 0.0;
        for panel in &self.panels {
            top = panel.draw(top, &mut parts);
        }
        let Drawing { id, title, words, .. } = self;
        let (title, words) = (escaped(title), escaped(words));
        format!(
            "<svg class=\"drawing\" viewBox=\"0 0 {WIDTH} {top}\" \
             role=\"img\" aria-labelledby=\"{id}-title {id}-words\" \
             xmlns=\"http://www.w3.org/2000/svg\">\n\
             <title id=\"{id}-title\">{title}</title>\n\
             <desc id=\"{id}-words\">{words}</desc>\n{parts}</svg>\n"
        )
    }
}

impl Panel<'_> {
    /// Draws below `top`, and returns where the next panel begins.
    fn draw(&self, top: f64, to: &mut String) -> f64 {
        let legend = if self.lines.len() > 1 { self.lines.len() } else { 0 };
        let y_label = top + 22.0;
        let upper = y_label + 18.0 + ROW * legend as f64;
        let lower = upper + HEIGHT;
        let x = |value| LEFT + (RIGHT - LEFT) * self.x.place(value);
        let y = |value| lower - HEIGHT * self.y.place(value);
        let mut put = |line: String| *to += &(line + "\n");

        put(text(8.0, y_label, "start", self.y.label));
        for (value, label) in &self.y.ticks {
            put(text(LEFT - 10.0, y(*value) + 6.0, "end", label));
        }
        for (value, label) in &self.x.ticks {
            put(text(x(*value), lower + 24.0, "middle", label));
        }
        let middle = (LEFT + RIGHT) / 2.0;
        put(text(middle, lower + 24.0 + ROW, "middle", self.x.label));

        put("<g fill=\"none\" stroke=\"currentColor\" stroke-width=\"1\" \
             stroke-opacity=\"0.3\">"
            .into());
        for (value, _) in &self.y.ticks {
            put(format!("<path d=\"M{LEFT} {:.1}H{RIGHT}\"/>", y(*value)));
        }
        for (value, _) in &self.x.ticks {
            put(format!("<path d=\"M{:.1} {upper}V{lower}\"/>", x(*value)));
        }
        put("</g>".into());

        for (i, line) in self.lines.iter().enumerate() {
            let points = line.points.iter().map(|p| (x(p.0), y(p.1)));
            draw_line(i, &points.collect::<Vec<_>>(), &mut put);
            if legend > 0 {
                let row = y_label + ROW * (i + 1) as f64;
                let sample = [(LEFT, row - 6.0), (LEFT + 48.0, row - 6.0)];
                draw_line(i, &sample, &mut put);
                put(text(LEFT + 64.0, row, "start", line.label));
            }
        }
        lower + 24.0 + ROW + 16.0
    }
}

/// The line of that number through points of the picture.
fn draw_line(i: usize, points: &[(f64, f64)], put: &mut impl FnMut(String)) {
    let at: Vec<String> =
        points.iter().map(|(x, y)| format!("{x:.1} {y:.1}")).collect();
    let path = format!("M{}", at.join("L"));
    put(format!(
        "<path d=\"{path}\" fill=\"none\" stroke=\"currentColor\" \
         stroke-width=\"2\" stroke-dasharray=\"{}\"/>",
        DASHES[i],
    ));
    let every = points.len().div_ceil(MARKERS).max(1);
    let markers = points.iter().step_by(every);
    let markers: String = markers.map(|(x, y)| MARKER[i](*x, *y)).collect();
    // Filled only in the first line: one more difference that is no colour.
    let fill = if i == 0 { "currentColor" } else { "var(--bg)" };
    put(format!(
        "<g fill=\"{fill}\" stroke=\"currentColor\" stroke-width=\"2\">\
         {markers}</g>"
    ));
}

fn text(x: f64, y: f64, anchor: &str, text: &str) -> String {
    let text = escaped(text);
    format!(
        "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"{anchor}\">{text}</text>"
    )
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}
