use super::{Kind, Tokens};

#[test]
fn tokens_have_their_kinds() {
    for (text, kinds) in [
        ("a \"b\" 'c''d' E'\\'' U&'x' $$e$$ $t$f$t$", "wqqqqqq"),
        ("/* a /* b */ c */ x -- y\n z", "ww"),
        (":'v' :v $1 ? %s @v ${X} {{ x }} {x} ::text", "pppppppppow"),
        ("\\'a\\' ''b'' '\\''c'\\'' ''", "qqqq"),
        ("1.5 + x;", "oowo"),
        ("'open", ""),
        ("$a$open", ""),
        ("/* open", ""),
    ] {
        let found: String = Tokens::new(text.as_bytes())
            .map(|token| match token.kind {
                Kind::Word => 'w',
                Kind::Quoted(_) => 'q',
                Kind::Param => 'p',
                Kind::Other(_) => 'o',
            })
            .collect();
        assert_eq!(found, kinds, "{text}");
    }
}
