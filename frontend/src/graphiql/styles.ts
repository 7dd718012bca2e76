/** Style sheets in their order: the libraries' first, ours last. Monaco brings its own. */
import "@graphiql/react/font/fira-code.css";
import "@graphiql/react/style.css";
import "@graphiql/plugin-doc-explorer/style.css";
import "@graphiql/plugin-history/style.css";
import "@graphiql/plugin-explorer/style.css";
import "graphiql/graphiql.css";
import "../shared/base.css";
import "./graphiql.css";
