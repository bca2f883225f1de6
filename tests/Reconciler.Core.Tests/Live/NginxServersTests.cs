using Reconciler.Live;

namespace Reconciler.Core.Tests.Live;

public sealed class NginxServersTests
{
    private const string Configuration = """
        # server { this is none }
        events { multi_accept on; }
        http {
        	log_format upstreaminfo '{"a": "$remote_addr"} server {';
        	upstream upstream_balancer { server 0.0.0.1; # placeholder
        	}
        	## start server _
        	server {
        		server_name _ ;
        		location / { return 404; }
        	}
        	## start server shop.example.com
        	server {
        		server_name shop.example.com www.shop.example.com ;
        		location ~* "^/x{2}" {
        			set $name "${host}}";
        			if ($a = '}') { return 301; }
        		}
        	}
        	server {
        		server_name ~^(?<subdomain>[\w-]+)\.w\.example\.com$ ;
        	}
        }

        """;

    [Fact]
    public void The_server_of_a_domain_is_found_whole() => Assert.Equal("""
        server {
        	server_name shop.example.com www.shop.example.com ;
        	location ~* "^/x{2}" {
        		set $name "${host}}";
        		if ($a = '}') { return 301; }
        	}
        }

        """, Assert.Single(NginxServers.Of(Configuration, ["shop.example.com"])));

    [Fact]
    public void A_wildcard_is_known_as_nginx_writes_it() =>
        Assert.Contains("subdomain", Assert.Single(NginxServers.Of(Configuration, ["*.w.example.com"])), StringComparison.Ordinal);

    [Theory]
    [InlineData(Configuration, "other.example.com")]
    [InlineData("", "shop.example.com")]
    [InlineData("server {", "shop.example.com")]
    [InlineData("server { server_name \"shop.example.com", "x")]
    [InlineData("server ${", "x")]
    [InlineData("server \\", "x")]
    public void What_is_not_there_is_not_made_up(string configuration, string domain) => Assert.Empty(NginxServers.Of(configuration, [domain]));
}
